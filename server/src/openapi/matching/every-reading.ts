import type { Operation } from '../../model/index.ts';
import { couldHave, folded } from './lax-readings.ts';
import type { Segment } from './path.ts';
import { type Reach, Reached, type Route } from './reached.ts';
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
  /** The segments that set each special case of it apart; see `narrowedBy`. */
  narrowedBy: Map<Leaf, readonly (TemplateSegment | null)[] | null>;
  /** The operations by method, each with its own template: parameter names can differ between methods. */
  byMethod: Map<string, { operation: Operation; needs: string; segments: TemplateSegment[] }>;
}

/** The operations that a path leads to, as sent or as a laxer router reads it. */
export interface Found {
  /** Those with literals further left come first. */
  leaves: Reached<Leaf>;
  /** Some reading has fewer segments, and no template is known to fit it. */
  outside: boolean;
}

const NONE: readonly Node[] = [];
const AS_SENT: Route = { fits: true, shifted: false, mayLack: false };
const CUT_OFF: Route = { fits: false, shifted: true, mayLack: false };
const SHIFTED: Route = { fits: false, shifted: true, mayLack: true };

/**
 * Returns every node that some reading of the path leads to, level by level. Each node is visited once per
 * segment, however many readings lead to it.
 */
export function walk(root: Node, path: readonly Segment[]): Found {
  const found: Found = { leaves: new Reached(), outside: false };
  let nodes = new Reached<Node>();
  nodes.add(root, AS_SENT);
  for (const [index, segment] of path.entries()) {
    const next = step(nodes, segment);
    if (segment.parts) {
      let within = nodes;
      for (const part of segment.parts) within = step(within, part);
      for (const { place } of within.all) next.add(place, SHIFTED);
    }
    if (index === path.length - 1) {
      for (const { place, route } of next.all) addLeaves(place, route, found.leaves);
      if (segment.raw === '')
        for (const { place, route } of nodes.all) addLeaves(place, beside(route), found.leaves);
      if (segment.vanishes) for (const { place } of nodes.all) addLeaves(place, SHIFTED, found.leaves);
    } else {
      // Without a middle segment, or without its end, it is a different path.
      found.outside ||= segment.vanishes || (segment.ends && !endAt(next, found.leaves));
    }
    nodes = next;
  }
  return found;
}

/**
 * Adds the leaves at these nodes, for a router that cuts off a query here. Returns false if no template ends
 * here.
 */
function endAt({ all }: Reached<Node>, leaves: Reached<Leaf>): boolean {
  for (const { place } of all) addLeaves(place, CUT_OFF, leaves);
  return all.some(({ place: { leaf, literals } }) => leaf ?? literals.get('')?.leaf);
}

/** Adds the leaves, and those that a final slash would lead to. */
function addLeaves({ leaf, literals }: Node, route: Route, leaves: Reached<Leaf>): void {
  if (leaf) leaves.add(leaf, route);
  const withSlash = literals.get('')?.leaf;
  if (withSlash) leaves.add(withSlash, beside(route));
}

function beside(route: Route): Route {
  return { ...route, fits: false, mayLack: true };
}

function step({ all }: Reached<Node>, segment: Segment): Reached<Node> {
  const next = new Reached<Node>();
  for (const { place: node, route } of all) {
    const exact = node.literals.get(segment.raw);
    if (exact) next.add(exact, route);
    for (const reading of segment.readings) {
      for (const child of node.folded.get(reading) ?? NONE)
        if (child !== exact) next.add(child, laxer(route, exact));
    }
    if (segment.raw === '') continue;
    for (const { segment: open, node: child } of node.open) {
      if (fitsAsSent(open, segment)) next.add(child, route);
      else if (segment.forms.some((form) => couldHave(open.texts, form)))
        next.add(child, laxer(route, exact));
    }
  }
  return next;
}

function laxer(route: Route, exact: Node | undefined): Route {
  return { ...route, fits: false, mayLack: route.mayLack || exact !== undefined };
}

/**
 * Returns whether a segment fits as it was sent. If it has several parameters, decoding or case folding first
 * must not split it differently: with `{project}-{id}`, `acme-prod%2D7` could be read as two projects.
 */
function fitsAsSent(segment: TemplateSegment, { raw, forms }: Segment): boolean {
  if (isWhole(segment)) return true;
  if (valuesOf(segment, raw) === null) return false;
  if (segment.names.length < 2) return true;
  const texts = segment.texts.map(folded);
  return forms.every((form) => valuesOf({ ...segment, texts }, form) !== null);
}

/**
 * Leaves out templates of which a fitting special case exists: no router that has both picks the wider one.
 */
export function withoutWider(
  leaves: readonly Reach<Leaf>[],
  path: readonly Segment[],
): readonly Reach<Leaf>[] {
  if (leaves.length < 2) return leaves;
  const sent = withoutSlash(path, ({ raw }) => raw);
  return leaves.filter(
    ({ place, route }) =>
      route.shifted ||
      !leaves.some((other) => (route.mayLack || !other.route.mayLack) && isWider(place, other.place, sent)),
  );
}

/**
 * Every router agrees on which of two templates is meant only if it depends on literal text sent unencoded.
 */
function isWider(wide: Leaf, narrow: Leaf, sent: readonly Segment[]): boolean {
  const narrowed = narrowedBy(wide, narrow);
  if (narrowed?.length !== sent.length) return false;
  return sent.every((segment, index) => {
    const open = narrowed[index];
    return !open || fitsAsSent(open, segment);
  });
}

/**
 * Returns the segments of `narrow` that make it a special case of `wide`, by index, with `null` where both have the
 * same; or `null` if it is no special case. Each pair is compared once.
 */
function narrowedBy(wide: Leaf, narrow: Leaf): readonly (TemplateSegment | null)[] | null {
  const known = wide.narrowedBy.get(narrow);
  if (known !== undefined) return known;
  const [ones, others] = [withoutSlash(wide.segments, literalOf), withoutSlash(narrow.segments, literalOf)];
  const relations = ones.map((one, index) => relateAt(one, others[index]));
  const isSpecial =
    ones.length === others.length &&
    relations.includes('wider') &&
    relations.every((each) => each === 'same' || each === 'alike' || each === 'wider');
  const narrowed = isSpecial
    ? others.map((each, index) => (relations[index] === 'same' ? null : each))
    : null;
  wide.narrowedBy.set(narrow, narrowed);
  return narrowed;
}

/** `alike`: two literals that differ only in letter case. */
function relateAt(wide: TemplateSegment, narrow: TemplateSegment | undefined): Relation | 'alike' {
  if (!narrow) return 'apart';
  const [one, other] = [literalOf(wide), literalOf(narrow)];
  const relation = relateSegments(wide, narrow);
  if (relation === 'same' || one === null || other === null) return relation;
  return folded(one) === folded(other) ? 'alike' : relation;
}

function withoutSlash<Part>(parts: readonly Part[], text: (part: Part) => string | null): readonly Part[] {
  const last = parts.at(-1);
  return last !== undefined && text(last) === '' ? parts.slice(0, -1) : parts;
}
