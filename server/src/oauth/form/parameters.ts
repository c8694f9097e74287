import { expandScopes } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { namedResources, protectedResources } from '../../config/addressing/protected-resource.ts';
import type { ApiConfig } from '../../config/index.ts';
import { OFFLINE_ACCESS } from '../../config/schema/sign-in.ts';
import { Params, type ParamsProblem } from '../../http/params.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client, ClientSecret } from '../../model/index.ts';
import { claimedClient } from '../../rules/client/client-assertion.ts';
import {
  type ResourceProblem,
  readResources,
  regularResource,
  resourceServerId,
} from '../../rules/scope/resource.ts';
import type { ScopeRules } from '../../rules/scope/scope.ts';
import type { Pairs } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { documentClient, isDocumentClient } from '../registration/document-client.ts';

/** A client with its live secrets, as the store has it. */
export interface KnownClient {
  client: Client;
  secrets: ClientSecret[];
}

/** Reads parameters strictly, with problems in the words of OAuth. */
export function readParams(pairs: Pairs): Result<Params, OAuthProblem> {
  const params = Params.of(pairs);
  return params.ok ? ok(params.value) : refused(paramsProblem(params.problem));
}

export function paramsProblem(problem: ParamsProblem): OAuthProblem {
  switch (problem.kind) {
    case 'malformed':
      return { reason: 'form_malformed' };
    case 'too_many':
      return { reason: 'too_many_parameters' };
    case 'duplicate':
      // A name could be a secret that was put in the wrong place; real names look like this.
      return {
        reason: 'parameter_repeated',
        parameter: /^[a-z_]{1,30}$/.test(problem.name) ? problem.name : '(unnamed)',
      };
  }
}

/**
 * The client that a request names, found before the request is read strictly: dialects that belong to one
 * client have to act before that. Nothing is proven by it; it only chooses how the rest is read. A name exactly
 * as in the standard goes first, so whoever is found here is whom the strict reading finds as well, or nobody.
 */
export async function clientNamed(
  api: Api,
  pairs: Pairs,
  ip: string,
  inHeader?: string,
): Promise<KnownClient | null> {
  const found = await lookUpClient(api, pairs, ip, inHeader);
  return found.ok ? found.value : null;
}

/** The same; the problem is a sentence when the client describes itself, but not so that it can be used. */
export async function lookUpClient(
  api: Api,
  pairs: Pairs,
  ip: string,
  inHeader?: string,
): Promise<Result<KnownClient | null, string>> {
  const exact = pairs.find(([name, value]) => name === 'client_id' && value !== '');
  const loose = exact ?? pairs.find(([name, value]) => name.trim() === 'client_id' && value !== '');
  // An assertion says it all, so client_id may be left out beside it (RFC 7521 section 4.2).
  const assertion = pairs.find(([name]) => name === 'client_assertion')?.[1];
  const id = inHeader ?? loose?.[1].trim() ?? (assertion && claimedClient(assertion));
  if (!id) return ok(null);
  return isDocumentClient(api, id)
    ? documentClient(api, id, ip)
    : ok(await api.store.client(id, api.clock.now()));
}

/** What `client` may ask for, as the rules of scope want to have it. */
export function scopeRulesFor(config: ApiConfig, client: Client): ScopeRules {
  // That it would like to stay connected is no right of its own: whether it can, its registration says.
  const allowed = new Set(expandScopes(config.scopes, client.scopes)).add(OFFLINE_ACCESS);
  return {
    declared: config.scopes,
    allowed,
    platform: client.kind === 'platform',
    exact: config.profile === 'fapi2',
    defaults: config.defaultScopes,
  };
}

/**
 * The resources that a new authorization by a client is for (RFC 8707); none for the whole API, where that may be.
 * Where one has to be named and there is only one, that is the one.
 */
export async function resourcesFor(
  api: Api,
  client: Pick<Client, 'mode'>,
  requested: readonly string[],
): Promise<Result<string[], ResourceProblem>> {
  const { mode } = client;
  if (requested.length > 0 || !api.config.requireResource) {
    return readResources(requested, await knownResources(api, client, requested));
  }
  const [only, ...others] = namedResources(api, mode);
  return only && others.length === 0 ? ok([only.identifier]) : refused('resource_missing');
}

/** The resources that a client may name: this API, and those made known here for the same mode. */
export async function knownResources(
  api: Api,
  { mode }: Pick<Client, 'mode'>,
  requested: readonly string[],
): Promise<string[]> {
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

/** Base URLs that stand for this API as a resource (RFC 8707): its issuer and every host it answers on. */
export function ownResources(api: Pick<Api, 'address' | 'config'>): string[] {
  const { address } = api;
  return [address.issuer, address.api, ...protectedResources(api).map(({ identifier }) => identifier)];
}
