import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Caller, ResourceRef } from '../../model/index.ts';

/** The most selected resources in an identity. It is sent in a header, and servers accept 8 to 16 KB of headers in all. */
const MOST_NAMED = 100;

/**
 * Returns the caller for an identity, and a reference to the selected resources if there are too many. The caller then
 * has an empty list: an API that does not look up the reference shows nothing instead of everything.
 *
 * @param selector the id of the grant or personal access token whose selection it is
 */
export function named(
  caller: Caller | null,
  selector: string | null,
): { caller: Caller | null; selection?: string } {
  const { resources = null } = caller ?? {};
  if (!caller || selector === null || resources === null || resources.length <= MOST_NAMED) return { caller };
  return { caller: { ...caller, resources: [] }, selection: `${selector}.${digestOf(resources)}` };
}

/**
 * Returns the resources of a reference, or `null` if no token has that selection any more. Because of the
 * digest, a reference never stands for other resources than those of the decision.
 */
export async function selectedResources(
  { store }: Pick<Api, 'store'>,
  reference: string,
): Promise<readonly ResourceRef[] | null> {
  const dot = reference.lastIndexOf('.');
  const selections = await store.selectionsOf(reference.slice(0, dot));
  return selections.find((resources) => digestOf(resources) === reference.slice(dot + 1)) ?? null;
}

function digestOf(resources: readonly ResourceRef[]): string {
  return sha256(JSON.stringify(resources.map(({ type, id }) => [type, id])));
}
