import type { Operation } from '../model/index.ts';
import type { Complain, Position } from './document.ts';
import { needsOf } from './matching/needs.ts';
import type { Remarks } from './remarks.ts';

/** An operation as it was read, with the path that the document has it under. */
export interface ReadOperation {
  operation: Operation;
  path: string;
  at: Position;
  complain: Complain;
}

/** A path without what follows a `?` or `#`: documents tell operations apart by it, and no router does. */
export function withoutQuery(path: string): string {
  return path.split(/[?#]/, 1)[0] ?? '';
}

/**
 * One operation for each method and template. Of several that only a query or fragment tells apart the first counts if
 * all need the same; otherwise a call could be judged as one of them and be another.
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
