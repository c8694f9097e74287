import type { ResourceRef } from '../../model/index.ts';

/** A resource that a user may select, with the one that contains it. */
export interface Listed extends ResourceRef {
  readonly name: string;
  readonly parent?: ResourceRef | undefined;
}

export interface TreeNode {
  readonly resource: Listed;
  /** `type:id`, the value of its box. */
  readonly value: string;
  readonly children: readonly TreeNode[];
  /** The number of things that it stands for: itself, or those below it that contain nothing. */
  readonly things: number;
}

/** The resources that a user may select, each below the one that contains it. */
export interface ResourceTree {
  readonly roots: readonly TreeNode[];
  readonly byValue: ReadonlyMap<string, TreeNode>;
  /**
   * Whether selecting a container selects everything that will ever be in it. Otherwise it selects the things
   * that are in it at consent, and not the container.
   */
  readonly includesFuture: boolean;
}

/** Returns the value of a box, such as `project:42`. */
export function resourceValue({ type, id }: ResourceRef): string {
  return `${type}:${id}`;
}

/** Arranges a list, in its order. A resource whose container is not listed is at the top. */
export function treeOf(list: readonly Listed[], includesFuture: boolean): ResourceTree {
  const listed = new Map(list.map((resource) => [resourceValue(resource), resource]));
  const below = Map.groupBy(listed.values(), ({ parent }) => {
    const value = parent && resourceValue(parent);
    return value !== undefined && listed.has(value) ? value : null;
  });
  const containers = typesOfContainers(list);
  const byValue = new Map<string, TreeNode>();
  const grow = (resource: Listed): TreeNode[] => {
    const value = resourceValue(resource);
    // A container in a circle would otherwise grow forever.
    if (byValue.has(value)) return [];
    const children: TreeNode[] = [];
    const alone = includesFuture || !containers.has(resource.type) ? 1 : 0;
    const node = { resource, value, children, things: 0 };
    byValue.set(value, node);
    for (const each of below.get(value) ?? []) children.push(...grow(each));
    node.things = children.length === 0 ? alone : children.reduce((sum, { things }) => sum + things, 0);
    return [node];
  };
  const roots = (below.get(null) ?? []).flatMap(grow);
  // In a circle nothing is at the top; it is opened at the first of it in the list.
  for (const resource of listed.values()) roots.push(...grow(resource));
  return { roots, byValue, includesFuture };
}

/** An empty container is told from a thing by its type: one that contains others, and none of its own type. */
function typesOfContainers(list: readonly Listed[]): ReadonlySet<string> {
  const containers = new Set(list.flatMap(({ parent }) => parent?.type ?? []));
  for (const { type, parent } of list) if (parent?.type === type) containers.delete(type);
  return containers;
}

/** Returns the selected resources, in the order of the tree, and the ticked values that the tree lacks. */
export function selectedIn(
  { roots, byValue, includesFuture }: ResourceTree,
  ticked: Iterable<string>,
): { resources: ResourceRef[]; gone: string[] } {
  const wanted = new Set(ticked);
  const resources: ResourceRef[] = [];
  const take = ({ resource: { type, id }, value, children, things }: TreeNode, within: boolean): void => {
    const isWanted = within || wanted.has(value);
    const isThing = children.length === 0 && things > 0;
    if (isWanted && (includesFuture || isThing)) resources.push({ type, id });
    // With a container that includes the future comes everything in it.
    if (isWanted && includesFuture) return;
    for (const child of children) take(child, isWanted);
  };
  for (const root of roots) take(root, false);
  return { resources, gone: [...wanted].filter((value) => !byValue.has(value)) };
}

/**
 * Returns the boxes that stand for a selection: a container instead of everything in it, where it has that
 * effect. Resources that the tree lacks have no box.
 */
export function boxesOf(
  { roots, byValue, includesFuture }: ResourceTree,
  resources: readonly ResourceRef[],
): Set<string> {
  const selected = new Set(resources.map(resourceValue));
  if (includesFuture) return new Set([...selected].filter((value) => byValue.has(value)));
  const boxes = new Set<string>();
  // A container was selected itself while the API's configuration included the future.
  const isAll = ({ value, children, things }: TreeNode): boolean =>
    things === 0 || selected.has(value) || (children.length > 0 && children.every(isAll));
  const tick = (node: TreeNode): void => {
    if (node.things > 0 && isAll(node)) boxes.add(node.value);
    else node.children.forEach(tick);
  };
  roots.forEach(tick);
  return boxes;
}

/** Returns how many things the ticked boxes stand for. */
export function countOf({ roots }: ResourceTree, boxes: ReadonlySet<string>): number {
  const count = ({ value, children, things }: TreeNode): number =>
    boxes.has(value) ? things : children.reduce((sum, child) => sum + count(child), 0);
  return roots.reduce((sum, root) => sum + count(root), 0);
}

/**
 * Returns those of a list that a manager left. Containers stay as headings where selecting one selects only
 * what is in it.
 */
export function leftIn<Each extends Listed>(
  list: readonly Each[],
  left: readonly ResourceRef[] | null,
  includesFuture: boolean,
): Each[] {
  if (left === null) return [...list];
  const values = new Set(left.map(resourceValue));
  const isLeft = (resource: ResourceRef) => values.has(resourceValue(resource));
  if (includesFuture) return list.filter(isLeft);
  const listed = new Map(list.map((resource) => [resourceValue(resource), resource]));
  const kept = new Set<string>();
  for (const resource of list.filter(isLeft)) {
    for (let at: Each | undefined = resource; at !== undefined; ) {
      const value = resourceValue(at);
      if (kept.has(value)) break;
      kept.add(value);
      at = at.parent && listed.get(resourceValue(at.parent));
    }
  }
  return list.filter((resource) => kept.has(resourceValue(resource)));
}
