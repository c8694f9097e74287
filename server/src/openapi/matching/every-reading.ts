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

/** A node in the tree of path templates. It has a `leaf` if a template ends there. */
export interface Node {
  literals: Map<string, Node>;
  /** The same nodes by their names in lower case. */
  folded: Map<string, Node[]>;
  /**
   * Segments with a parameter, those with more literal text first, so that a whole-segment parameter comes
   * last.
   */
  open: { segment: TemplateSegment; node: Node }[];
  leaf: Leaf | null;
}

export interface Leaf {
  segments: TemplateSegment[];
  /** The operations by method, each with its own template: parameter names can differ between methods. */
  byMethod: Map<string, { operation: Operation; needs: string; segments: TemplateSegment[] }>;
}

/** How a node was reached. */
export interface Route {
  /** Every segment fits as it was sent. */
  fits: boolean;
  /** Segments were left out or split, so the number of segments differs from the template's. */
  shifted: boolean;
  /** An operation here counts, but the lack of one does not: every path can be read with a final slash. */
  mayLack: boolean;
}

export type Reached<Place> = Map<Place, Route>;

/** The operations that a path leads to, as sent or as a laxer router reads it. */
export interface Found {
  /** Those with literals further left come first. */
  leaves: Reached<Leaf>;
  /** Some reading has fewer segments, and no template is known to fit it. */
  outside: boolean;
}

const SHIFTED: Route = { fits: false, shifted: true, mayLack: false };
/**
 * Returns every node that some reading of the path leads to, level by level. Each node is visited once per
 * segment, however many readings lead to it.
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
      for (const [node, route] of next) addLeaves(node, route, found.leaves);
      if (segment.raw === '') for (const [node, route] of nodes) addLeaves(node, beside(route), found.leaves);
      if (segment.vanishes)
        for (const [node] of nodes) addLeaves(node, { ...SHIFTED, mayLack: true }, found.leaves);
    } else {
      // Without a middle segment, or without its end, it is a different path.
      found.outside ||= segment.vanishes || (segment.ends && !endAt([...next.keys()], found.leaves));
    }
    nodes = next;
  }
  return found;
}

/**
 * Adds the leaves at these nodes, for a router that cuts off a query here. Returns false if no template ends
 * here.
 */
function endAt(nodes: readonly Node[], leaves: Reached<Leaf>): boolean {
  for (const node of nodes) addLeaves(node, SHIFTED, leaves);
  return nodes.some(({ leaf, literals }) => leaf ?? literals.get('')?.leaf);
}

/** Adds the leaves, and those that a final slash would lead to. */
function addLeaves({ leaf, literals }: Node, route: Route, leaves: Reached<Leaf>): void {
  if (leaf) reach(leaves, leaf, route);
  const withSlash = literals.get('')?.leaf;
  if (withSlash) reach(leaves, withSlash, beside(route));
}

function beside(route: Route): Route {
  return { ...route, fits: false, mayLack: true };
}

function step(nodes: Reached<Node>, segment: Segment): Reached<Node> {
  const next: Reached<Node> = new Map();
  for (const [node, route] of nodes) {
    const exact = node.literals.get(segment.raw);
    const lax = { ...route, fits: false, mayLack: route.mayLack || exact !== undefined };
    if (exact) reach(next, exact, route);
    for (const reading of segment.readings) {
      for (const child of node.folded.get(reading) ?? []) if (child !== exact) reach(next, child, lax);
    }
    if (segment.raw === '') continue;
    for (const { segment: open, node: child } of node.open) {
      if (fitsAsSent(open, segment)) reach(next, child, route);
      else if (segment.forms.some((form) => couldHave(open.texts, form))) reach(next, child, lax);
    }
  }
  return next;
}

function reach<Place>(reached: Reached<Place>, place: Place, route: Route): void {
  const known = reached.get(place) ?? route;
  reached.set(place, {
    fits: known.fits || route.fits,
    shifted: known.shifted || route.shifted,
    mayLack: known.mayLack && route.mayLack,
  });
}

/**
 * Returns whether a segment fits as it was sent. If it has several parameters, decoding or case folding first
 * must not split it differently: with `{project}-{id}`, `acme-prod%2D7` could be read as two projects.
 */
function fitsAsSent(segment: TemplateSegment, { raw, forms }: Segment): boolean {
  if (isWhole(segment)) return true;
  if (valuesOf(segment, raw) === null) return false;
  const texts = segment.texts.map(folded);
  return segment.names.length < 2 || forms.every((form) => valuesOf({ ...segment, texts }, form) !== null);
}

/**
 * Leaves out templates of which a fitting special case exists: no router that has both picks the wider one.
 */
export function withoutWider(leaves: Reached<Leaf>, path: readonly Segment[]): Reached<Leaf> {
  if (leaves.size < 2) return leaves;
  const sent = withoutSlash(path, ({ raw }) => raw);
  const all = [...leaves];
  return new Map(
    all.filter(
      ([leaf, route]) =>
        route.shifted ||
        !all.some(([other, { mayLack }]) => (route.mayLack || !mayLack) && isWider(leaf, other, sent)),
    ),
  );
}

/**
 * Every router agrees on which of two templates is meant only if it depends on literal text sent unencoded.
 */
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
