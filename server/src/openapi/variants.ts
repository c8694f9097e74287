import type { Operation } from '../model/index.ts';
import type { Complain, Position } from './document.ts';
import { needsOf } from './matching/needs.ts';
import type { Remarks } from './remarks.ts';

/** An operation, with its path in the document. */
export interface ReadOperation {
  operation: Operation;
  path: string;
  at: Position;
  complain: Complain;
}

/**
 * Returns a path without the part from `?` or `#` on: some documents use it to distinguish operations, but no
 * router does.
 */
export function withoutQuery(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? '';
}

/**
 * Returns one operation for each method and template. Of several that differ only in a query or fragment,
 * keeps the first if all have the same needs; otherwise reports a fault, because a call could be judged as
 * one and run as another.
 */
export function oneForEachCall(read: readonly ReadOperation[], remarks: Remarks): Operation[] {
  const byCall = new Map<string, ReadOperation>();
  const plainFirst = [...read].sort((one, other) => suffix(one) - suffix(other));
  for (const each of plainFirst) {
    const { operation, path, at, complain } = each;
    const call = `${operation.method} ${operation.template}`;
    const other = byCall.get(call);
    if (!other) byCall.set(call, each);
    else if (needsOf(operation) === needsOf(other.operation))
      remarks.oneCall(`${operation.method} ${path}`, call);
    else
      complain(
        at,
        `one call could be this and ${other.path} (line ${other.at.line}), which needs something else`,
      );
  }
  const kept = new Set(byCall.values());
  return read.filter((each) => kept.has(each)).map(({ operation }) => operation);
}

function suffix({ path }: ReadOperation): number {
  return withoutQuery(path) === path ? 0 : 1;
}
