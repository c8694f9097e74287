import type { Api } from '../../api.ts';
import { namedResources, protectedResources } from '../../config/addressing/protected-resource.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import {
  type ResourceProblem,
  readResources,
  regularResource,
  resourceServerId,
} from '../../rules/scope/resource.ts';

/**
 * Returns the resources of a new authorization (RFC 8707); none means the whole API, if that is permitted. If
 * a resource is required and there is only one, returns that one.
 */
export async function resourcesFor(
  api: Api,
  client: Pick<Client, 'mode'>,
  requested: readonly string[],
): Promise<Result<readonly string[], ResourceProblem>> {
  const { mode } = client;
  if (requested.length === 0 && !api.config.requireResource) return ok([]);
  if (requested.length > 0) {
    return readResources(requested, await knownResources(api, client, requested));
  }
  const [only, ...others] = namedResources(api, mode);
  return only && others.length === 0 ? ok([only.identifier]) : refused('resource_missing');
}

/** Returns the resources that a client may name in this request: this API, and those registered here for the same mode. */
export async function knownResources(
  api: Api,
  { mode }: Pick<Client, 'mode'>,
  requested: readonly string[],
): Promise<string[]> {
  if (requested.length === 0) return [];
  const own = ownResources(api);
  const others = new Set(requested.map(regularResource)).difference(new Set(own));
  const now = api.clock.now();
  const found = await Promise.all(
    [...others].map((identifier) => api.store.client(resourceServerId(identifier), now)),
  );
  const elsewhere = found.flatMap((known) =>
    known?.client.mode === mode ? [known.client.settings.resourceServer ?? ''] : [],
  );
  return [...own, ...elsewhere];
}

/** Returns the base URLs that identify this API as a resource (RFC 8707): its issuer and every host of it. */
function ownResources(api: Pick<Api, 'address' | 'config'>): string[] {
  const { address } = api;
  return [address.issuer, address.api, ...protectedResources(api).map(({ identifier }) => identifier)];
}
