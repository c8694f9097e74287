import type { Operation } from '../model/index.ts';
import { laxReadings, readPath, type Segment } from './path.ts';

/** What a method and path mean. */
export type Match =
  | { kind: 'found'; operation: Operation; parameters: Record<string, string> }
  | { kind: 'method_not_allowed'; allow: string[] }
  | { kind: 'not_found' }
  | { kind: 'malformed'; detail: string };

/** One place in the tree of path templates; `leaf` when a template ends here. */
interface Node {
  literals: Map<string, Node>;
  /** The same names in lower case: see `shadowed`. */
  folded: Set<string>;
  parameter: Node | null;
  leaf: Leaf | null;
}

interface Leaf {
  names: string[];
  byMethod: Map<string, Operation>;
}

export class RouteTree {
  readonly #root = emptyNode();

  /** Adds an operation under its template, of which no other may have the same shape with other names. */
  add(operation: Operation): void {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of templateSegments(operation.template)) {
      const name = parameterName(segment);
      if (name !== null) {
        names.push(name);
        node.parameter ??= emptyNode();
        node = node.parameter;
      } else {
        const next = node.literals.get(segment) ?? emptyNode();
        node.literals.set(segment, next);
        node.folded.add(segment.toLowerCase());
        node = next;
      }
    }
    node.leaf ??= { names, byMethod: new Map() };
    node.leaf.byMethod.set(operation.method, operation);
  }

  /**
   * Literals are compared byte for byte with the path as sent; parameters are decoded and never empty; a
   * literal wins over a parameter. `HEAD` is answered by `GET` (RFC 9110 section 9.3.2).
   */
  match(method: string, rawPath: string): Match {
    const path = readPath(rawPath);
    if (!path.ok) return { kind: 'malformed', detail: path.problem };
    const values: string[] = [];
    const leaf = find(this.#root, path.value, 0, values);
    if (!leaf) return { kind: 'not_found' };
    const operation = leaf.byMethod.get(method) ?? (method === 'HEAD' ? leaf.byMethod.get('GET') : undefined);
    if (!operation) return { kind: 'method_not_allowed', allow: allowed(leaf) };
    const parameters = Object.fromEntries(leaf.names.map((name, index) => [name, values[index] ?? '']));
    return { kind: 'found', operation, parameters };
  }
}

function find(node: Node, path: Segment[], depth: number, values: string[]): Leaf | null {
  const segment = path[depth];
  if (!segment) return node.leaf;
  const literal = node.literals.get(segment.raw);
  if (literal) {
    const found = find(literal, path, depth + 1, values);
    if (found) return found;
  }
  if (!node.parameter || segment.decoded === '') return null;
  if (!literal && shadowed(node, segment)) return null;
  values.push(segment.decoded);
  const found = find(node.parameter, path, depth + 1, values);
  if (!found) values.pop();
  return found;
}

/**
 * `/users/m%65`, `/users/ME` and `/users/me;x` are the parameter of `/users/{id}` to us, and `/users/me` to a router
 * that decodes, folds case or cuts path parameters off first. A value that could be taken for a literal beside it is
 * no value.
 */
function shadowed({ folded }: Node, { decoded }: Segment): boolean {
  if (folded.size === 0) return false;
  for (const reading of laxReadings(decoded)) if (folded.has(reading)) return true;
  return false;
}

function allowed(leaf: Leaf): string[] {
  const methods = new Set(leaf.byMethod.keys());
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function emptyNode(): Node {
  return { literals: new Map(), folded: new Set(), parameter: null, leaf: null };
}

export function templateSegments(template: string): string[] {
  return template.slice(1).split('/');
}

/** The name in `{name}`; `null` for a literal. */
export function parameterName(segment: string): string | null {
  return segment.startsWith('{') ? segment.slice(1, -1) : null;
}

/**
 * How two templates stand to each other: `apart` when no path fits both, `nested` when one is a special case of
 * the other at every segment where they differ, so that the literal decides; `same` and `crossed` leave it open
 * which one is meant, as `/{kind}/me` and `/books/{id}` do.
 */
export function relate(one: string, other: string): 'apart' | 'nested' | 'same' | 'crossed' {
  const left = templateSegments(one);
  const right = templateSegments(other);
  if (left.length !== right.length) return 'apart';
  let leftNarrower = false;
  let rightNarrower = false;
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? '';
    const aOpen = parameterName(a) !== null;
    const bOpen = parameterName(b) !== null;
    if (aOpen && bOpen) continue;
    if (!aOpen && !bOpen) {
      if (a !== b) return 'apart';
      continue;
    }
    if ((aOpen ? b : a) === '') return 'apart';
    if (bOpen) leftNarrower = true;
    else rightNarrower = true;
  }
  if (leftNarrower && rightNarrower) return 'crossed';
  return leftNarrower || rightNarrower ? 'nested' : 'same';
}
