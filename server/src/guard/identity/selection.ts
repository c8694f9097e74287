import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Caller, ResourceRef } from '../../model/index.ts';

/** Selected resources that an identity names itself. It travels in a header, of which servers take 8 to 16 KB in all. */
const MOST_NAMED = 100;

/**
 * A caller as an identity names them, and the reference by which the API is told the selected resources where they are
 * too many. Such a caller has none: an API that does not ask shows nothing instead of everything.
 */
export function named(
  caller: Caller | null,
  grantId: string | null,
): { caller: Caller | null; selection?: string } {
  const { resources = null } = caller ?? {};
  if (!caller || grantId === null || resources === null || resources.length <= MOST_NAMED) return { caller };
  return { caller: { ...caller, resources: [] }, selection: `${grantId}.${digestOf(resources)}` };
}

/**
 * The resources that a reference stands for; `null` when no token of the grant has that selection any more. By its
 * digest a reference never stands for other resources than those that the decision was made with.
 */
export async function selectedResources(
  { store }: Pick<Api, 'store'>,
  reference: string,
): Promise<ResourceRef[] | null> {
  const dot = reference.lastIndexOf('.');
  const selections = await store.selectionsOf(reference.slice(0, dot));
  return selections.find((resources) => digestOf(resources) === reference.slice(dot + 1)) ?? null;
}

function digestOf(resources: readonly ResourceRef[]): string {
  return sha256(JSON.stringify(resources.map(({ type, id }) => [type, id])));
}
