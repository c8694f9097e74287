import type { Operation } from '../../model/index.ts';
import { type Leaf, type Node, walk, withoutWider } from './every-reading.ts';
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
  /**
   * The matches of paths without parameters, by path and method. Each path is a template byte for byte, so there are no more of
   * them than operations, whatever strangers ask for.
   */
  readonly #literal = new Map<string, Map<string, Match>>();

  /** Adds an operation under its template. No other operation with this method may have the same shape. */
  add(operation: Operation): void {
    const segments = readTemplate(operation.template);
    this.#literal.clear();
    let node = this.#root;
    for (const segment of segments) node = childFor(node, segment);
    node.leaf ??= { segments, narrowedBy: new Map(), byMethod: new Map() };
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
    const known = this.#literal.get(rawPath)?.get(method);
    if (known) return known;
    const match = this.#search(method, rawPath);
    if (match.kind === 'found' && match.operation.template === rawPath) {
      const ofPath = this.#literal.get(rawPath) ?? new Map<string, Match>();
      this.#literal.set(rawPath, ofPath.set(method, match));
    }
    return match;
  }

  #search(method: string, rawPath: string): Match {
    const path = readPath(rawPath);
    if (!path.ok) return { kind: 'malformed', detail: path.problem };
    const found = walk(this.#root, path.value);
    const leaves = withoutWider(found.leaves.all, path.value);
    const fitting = leaves.filter(({ route }) => route.fits).map(({ place }) => place);
    const own = firstOf(fitting, method);
    if (path.value.some(({ parts }) => parts) && !own?.operation.ids?.includes('encoded-slashes')) {
      return { kind: 'malformed', detail: SLASH };
    }
    if (!own) {
      return fitting.length === 0
        ? { kind: 'not_found' }
        : { kind: 'method_not_allowed', allow: allowed(fitting) };
    }
    const { operation, needs } = own;
    const confusable = leaves.filter(({ place, route: { fits, mayLack } }) => {
      const other = entryOf(place, method);
      return other ? other.needs !== needs : !fits && !mayLack;
    });
    if ((found.outside || confusable.length > 0) && !operation.ids?.includes('lookalikes')) {
      const couldBe = confusable.flatMap(({ place }) => entryOf(place, method)?.operation ?? []);
      return { kind: 'not_found', couldBe };
    }
    return { kind: 'found', operation, parameters: parametersOf(own.segments, path.value) };
  }
}

function firstOf(leaves: readonly Leaf[], method: string) {
  for (const leaf of leaves) {
    const entry = entryOf(leaf, method);
    if (entry) return entry;
  }
  return undefined;
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
  const values: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    if (segment.names.length === 0) continue;
    const sent = valuesOf(segment, path[index]?.raw ?? '') ?? [];
    for (const [at, name] of segment.names.entries())
      values.push([name, decodeSegment(sent[at] ?? '') ?? '']);
  }
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
