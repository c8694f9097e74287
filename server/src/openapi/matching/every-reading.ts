import type { Operation } from '../../model/index.ts';
import { couldHave, folded } from './lax-readings.ts';
import type { Segment } from './path.ts';
import {
  isWhole,
  literalOf,
  type Relation,
  relateSegments,
  type TemplateSegment,
  valuesOf,
} from './template.ts';

/** One place in the tree of path templates; `leaf` when a template ends here. */
export interface Node {
  literals: Map<string, Node>;
  /** The same by their names in lower case. */
  folded: Map<string, Node[]>;
  /** Segments with a parameter in them: the one with the most text first, so that one that fills its segment is last. */
  open: { segment: TemplateSegment; node: Node }[];
  leaf: Leaf | null;
}

export interface Leaf {
  segments: TemplateSegment[];
  /** Each with its own template: one shape may have other names for other methods. */
  byMethod: Map<string, { operation: Operation; needs: string; segments: TemplateSegment[] }>;
}

/** How a place was come to. */
export interface Way {
  /** Every segment fits as it was sent. */
  fits: boolean;
  /** Segments were left out or taken apart, so the path has another number of them than the template. */
  shifted: boolean;
  /** An operation there counts, but that there is none does not: every path could be read with a slash at its end. */
  mayLack: boolean;
}

export type Reached<Place> = Map<Place, Way>;

/** Where a path leads, as it was sent or as a laxer router reads it. */
export interface Found {
  /** Those first that the literals further left lead to. */
  leaves: Reached<Leaf>;
  /** There is a reading with fewer segments, of which it is not known that a template fits it. */
  outside: boolean;
}

const SHIFTED: Way = { fits: false, shifted: true, mayLack: false };
/**
 * Every node that some reading of the path leads to, level by level. Each is looked at once for a segment, however
 * many readings lead to it.
 */
export function walk(root: Node, path: readonly Segment[]): Found {
  const found: Found = { leaves: new Map(), outside: false };
  let nodes: Reached<Node> = new Map([[root, { fits: true, shifted: false, mayLack: false }]]);
  for (const [index, segment] of path.entries()) {
    const next = step(nodes, segment);
    if (segment.parts) {
      let within = nodes;
      for (const part of segment.parts) within = step(within, part);
      for (const [node] of within) reach(next, node, { ...SHIFTED, mayLack: true });
    }
    if (index === path.length - 1) {
      for (const [node, way] of next) addLeaves(node, way, found.leaves);
      if (segment.raw === '') for (const [node, way] of nodes) addLeaves(node, beside(way), found.leaves);
      if (segment.vanishes)
        for (const [node] of nodes) addLeaves(node, { ...SHIFTED, mayLack: true }, found.leaves);
    } else {
      // Without a segment in its middle, or without its end, it is another path altogether.
      found.outside ||= segment.vanishes || (segment.ends && !endAt([...next.keys()], found.leaves));
    }
    nodes = next;
  }
  return found;
}

/** The path ends at one of these nodes, to whoever cuts a query off there. Returns false if no template ends there. */
function endAt(nodes: readonly Node[], leaves: Reached<Leaf>): boolean {
  for (const node of nodes) addLeaves(node, SHIFTED, leaves);
  return nodes.some(({ leaf, literals }) => leaf ?? literals.get('')?.leaf);
}

/** With what a slash at the end would lead to as well. */
function addLeaves({ leaf, literals }: Node, way: Way, leaves: Reached<Leaf>): void {
  if (leaf) reach(leaves, leaf, way);
  const withSlash = literals.get('')?.leaf;
  if (withSlash) reach(leaves, withSlash, beside(way));
}

function beside(way: Way): Way {
  return { ...way, fits: false, mayLack: true };
}

function step(nodes: Reached<Node>, segment: Segment): Reached<Node> {
  const next: Reached<Node> = new Map();
  for (const [node, way] of nodes) {
    const exact = node.literals.get(segment.raw);
    const lax = { ...way, fits: false, mayLack: way.mayLack || exact !== undefined };
    if (exact) reach(next, exact, way);
    for (const reading of segment.readings) {
      for (const child of node.folded.get(reading) ?? []) if (child !== exact) reach(next, child, lax);
    }
    if (segment.raw === '') continue;
    for (const { segment: open, node: child } of node.open) {
      if (fitsAsSent(open, segment)) reach(next, child, way);
      else if (segment.forms.some((form) => couldHave(open.texts, form))) reach(next, child, lax);
    }
  }
  return next;
}

function reach<Place>(reached: Reached<Place>, place: Place, way: Way): void {
  const known = reached.get(place) ?? way;
  reached.set(place, {
    fits: known.fits || way.fits,
    shifted: known.shifted || way.shifted,
    mayLack: known.mayLack && way.mayLack,
  });
}

/**
 * Whether a segment fits as it was sent. With several parameters in it, it has to fall apart in one way to whoever
 * decodes or folds first as well: of `acme-prod%2D7` for `{project}-{id}` the project would be open otherwise.
 */
function fitsAsSent(segment: TemplateSegment, { raw, forms }: Segment): boolean {
  if (isWhole(segment)) return true;
  if (valuesOf(segment, raw) === null) return false;
  const texts = segment.texts.map(folded);
  return segment.names.length < 2 || forms.every((form) => valuesOf({ ...segment, texts }, form) !== null);
}

/** Leaves out templates of which another is a special case that fits: no router that has both takes the wider one. */
export function withoutWider(leaves: Reached<Leaf>, path: readonly Segment[]): Reached<Leaf> {
  if (leaves.size < 2) return leaves;
  const sent = withoutSlash(path, ({ raw }) => raw);
  const all = [...leaves];
  return new Map(
    all.filter(
      ([leaf, way]) =>
        way.shifted ||
        !all.some(([other, { mayLack }]) => (way.mayLack || !mayLack) && isWider(leaf, other, sent)),
    ),
  );
}

/** Only texts that stand in the path as they are tell two templates apart to everybody. */
function isWider(wide: Leaf, narrow: Leaf, sent: readonly Segment[]): boolean {
  const [ones, others] = [wide, narrow].map(({ segments }) => withoutSlash(segments, literalOf));
  if (ones?.length !== sent.length || others?.length !== sent.length) return false;
  const relations = sent.map((segment, index) => {
    const [one, other] = [ones[index], others[index]];
    return one && other ? relateAt(one, other, segment) : 'apart';
  });
  return relations.includes('wider') && relations.every((each) => each === 'wider' || each === 'same');
}

function relateAt(wide: TemplateSegment, narrow: TemplateSegment, sent: Segment): Relation {
  const relation = relateSegments(wide, narrow);
  if (relation === 'same') return relation;
  if (!fitsAsSent(narrow, sent)) return 'apart';
  const [one, other] = [literalOf(wide), literalOf(narrow)];
  return one !== null && other !== null && folded(one) === folded(other) ? 'same' : relation;
}

function withoutSlash<Part>(parts: readonly Part[], text: (part: Part) => string | null): readonly Part[] {
  const last = parts.at(-1);
  return last !== undefined && text(last) === '' ? parts.slice(0, -1) : parts;
}
