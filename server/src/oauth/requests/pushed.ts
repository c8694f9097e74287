import type { Api } from '../../api.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import type { AuditEvent, Client, PushedRequest } from '../../model/index.ts';
import { knownParameters } from '../../rules/request/kept-parameters.ts';
import type { RequestObject } from '../../rules/request/request-object.ts';
import { seal } from '../../signin/form-token.ts';
import type { Pairs } from '../dialects/index.ts';

const PREFIX = 'urn:ietf:params:oauth:request_uri:';
/**
 * The lifetime of a request once a browser has brought it, counted from its push: long enough to sign in and
 * read, and below the 600 s that FAPI 2.0 allows.
 */
const ONCE_BROUGHT = 599 * SECOND;

export function isPushedUri(uri: string): boolean {
  return uri.startsWith(PREFIX);
}

/** Stores a verified request (RFC 9126 section 2.2). Returns its unguessable name. */
export async function pushRequest(
  api: Api,
  client: Client,
  parameters: Pairs,
  audit: AuditEvent[],
): Promise<string> {
  const secret = newSecret();
  const now = api.clock.now();
  const request = {
    hash: sha256(secret),
    clientId: client.id,
    parameters,
    createdAt: now,
    expiresAt: now + api.config.lifetimes.pushedRequest * SECOND,
    consumedAt: null,
  };
  await api.store.pushRequest(request, audit);
  return PREFIX + secret;
}

/**
 * Stores a signed request that came through the browser. Its name follows from the object, so that sending
 * the object again leads to the same stored request, and has no effect once that was decided.
 */
async function keepSigned(
  api: Api,
  client: Client,
  object: RequestObject,
  parameters: Pairs,
): Promise<string> {
  const secret = seal(api, 'request object', [client.id, object.id]);
  const now = api.clock.now();
  await api.store.pushRequest(
    {
      hash: sha256(secret),
      clientId: client.id,
      parameters: knownParameters(parameters),
      createdAt: now,
      expiresAt: Math.max(object.expiresAt, now + ONCE_BROUGHT),
      consumedAt: null,
    },
    [],
  );
  return PREFIX + secret;
}

/**
 * Returns the address at which a stored signed request continues. It stays unchanged while the user reads,
 * even if the object expires or the document at its address changes.
 */
export async function keptAddress(
  api: Api,
  { path }: { path: string },
  client: Client,
  signed: { object: RequestObject; pairs: Pairs },
): Promise<string> {
  const uri = await keepSigned(api, client, signed.object, signed.pairs);
  return `${path}?client_id=${encodeURIComponent(client.id)}&request_uri=${encodeURIComponent(uri)}`;
}

/**
 * Returns the request that a client pushed, or `null` if there is none, or it is another client's, used or
 * expired. Reading does not consume it (RFC 9126 section 4), but extends its lifetime for the user.
 */
export async function pushedRequest(api: Api, client: Client, uri: string): Promise<PushedRequest | null> {
  const now = api.clock.now();
  const found = await api.store.pushedRequest(sha256(uri.slice(PREFIX.length)), now);
  if (found?.clientId !== client.id) return null;
  const until = found.createdAt + ONCE_BROUGHT;
  if (found.expiresAt < until) await api.store.extendPushedRequest(found.hash, until, now);
  return found;
}
