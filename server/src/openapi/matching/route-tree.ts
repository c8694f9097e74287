import type { Operation } from '../../model/index.ts';
import { type Leaf, type Node, type Route, walk, withoutWider } from './every-reading.ts';
import { folded } from './lax-readings.ts';
import { needsOf } from './needs.ts';
import { decodeSegment, readPath, type Segment } from './path.ts';
import { literalOf, readTemplate, shapeOf, type TemplateSegment, valuesOf } from './template.ts';

/** The result of matching a method and path. */
export type Match =
  | { kind: 'found'; operation: Operation; parameters: Record<string, string> }
  | { kind: 'method_not_allowed'; allow: string[] }
  /**
   * `couldBe`: the operations that a laxer router could run, if that ambiguity is the reason for `not_found`.
   */
  | { kind: 'not_found'; couldBe?: Operation[] }
  | { kind: 'malformed'; detail: string };

const SLASH = 'The path has an encoded slash or backslash in it.';

export class RouteTree {
  readonly #root = emptyNode();

  /** Adds an operation under its template. No other operation with this method may have the same shape. */
  add(operation: Operation): void {
    const segments = readTemplate(operation.template);
    let node = this.#root;
    for (const segment of segments) node = childFor(node, segment);
    node.leaf ??= { segments, byMethod: new Map() };
    node.leaf.byMethod.set(operation.method, { operation, needs: needsOf(operation), segments });
  }

  /**
   * Finds the operation of a call. Literals are compared byte for byte with the path as sent; parameters are
   * decoded and never empty; a literal takes precedence over a parameter, and of crossed templates the one
   * whose literal is further left. `HEAD` is matched as `GET` (RFC 9110 section 9.3.2).
   *
   * A router behind may read the path differently and run another operation, which would let an attacker
   * bypass the guard. So every laxer reading has to lead to an operation with the same needs. Otherwise the
   * result is `not_found`, unless the operation declares that its API reads paths exactly as sent.
   */
  match(method: string, rawPath: string): Match {
    const path = readPath(rawPath);
    if (!path.ok) return { kind: 'malformed', detail: path.problem };
    const found = walk(this.#root, path.value);
    const leaves = withoutWider(found.leaves, path.value);
    const fitting = [...leaves].flatMap(([leaf, { fits }]) => (fits ? [leaf] : []));
    const own = fitting.map((leaf) => ({ leaf, entry: entryOf(leaf, method) })).find(({ entry }) => entry);
    const operation = own?.entry?.operation;
    if (path.value.some(({ parts }) => parts) && !operation?.ids?.includes('encoded-slashes')) {
      return { kind: 'malformed', detail: SLASH };
    }
    if (!own?.entry || !operation) {
      return fitting.length === 0
        ? { kind: 'not_found' }
        : { kind: 'method_not_allowed', allow: allowed(fitting) };
    }
    const { needs } = own.entry;
    const differs = ([leaf, { fits, mayLack }]: [Leaf, Route]) => {
      const other = entryOf(leaf, method);
      return other ? other.needs !== needs : !fits && !mayLack;
    };
    const confusable = [...leaves].filter(differs);
    if ((found.outside || confusable.length > 0) && !operation.ids?.includes('lookalikes')) {
      const couldBe = confusable.flatMap(([leaf]) => entryOf(leaf, method)?.operation ?? []);
      return { kind: 'not_found', couldBe };
    }
    return { kind: 'found', operation, parameters: parametersOf(own.entry.segments, path.value) };
  }
}

function childFor(node: Node, segment: TemplateSegment): Node {
  const literal = literalOf(segment);
  if (literal !== null) {
    const child = node.literals.get(literal) ?? emptyNode();
    if (!node.literals.has(literal)) {
      node.literals.set(literal, child);
      const beside = node.folded.get(folded(literal)) ?? [];
      node.folded.set(folded(literal), [...beside, child]);
    }
    return child;
  }
  const known = node.open.find((each) => shapeOf(each.segment) === shapeOf(segment));
  if (known) return known.node;
  const added = { segment, node: emptyNode() };
  node.open = [...node.open, added].sort(
    (one, other) =>
      textLength(other.segment) - textLength(one.segment) ||
      (shapeOf(one.segment) < shapeOf(other.segment) ? -1 : 1),
  );
  return added.node;
}

function textLength({ texts }: TemplateSegment): number {
  return texts.join('').length;
}

function entryOf({ byMethod }: Leaf, method: string) {
  return byMethod.get(method) ?? (method === 'HEAD' ? byMethod.get('GET') : undefined);
}

function parametersOf(
  segments: readonly TemplateSegment[],
  path: readonly Segment[],
): Record<string, string> {
  const values = segments.flatMap((segment, index) => {
    const sent = valuesOf(segment, path[index]?.raw ?? '') ?? [];
    return segment.names.map((name, at): [string, string] => [name, decodeSegment(sent[at] ?? '') ?? '']);
  });
  return Object.fromEntries(values);
}

function allowed(leaves: readonly Leaf[]): string[] {
  const methods = new Set(leaves.flatMap(({ byMethod }) => [...byMethod.keys()]));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function emptyNode(): Node {
  return { literals: new Map(), folded: new Map(), open: [], leaf: null };
}
