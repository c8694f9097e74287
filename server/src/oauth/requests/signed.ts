import type { Api } from '../../api.ts';
import { fetchPublic } from '../../http/outbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client } from '../../model/index.ts';
import { type RequestObject, readRequestObject } from '../../rules/request/request-object.ts';
import { type ClientKeyProblem, verifyWithClientKeys } from '../client-keys/verify.ts';
import type { OAuthProblem } from '../errors/problem.ts';

const LARGEST = 32 * 1024;
const TIMEOUT = 5 * SECOND;
const MEDIA_TYPES = ['application/oauth-authz-req+jwt', 'application/jwt'];

const KEY_PROBLEMS = {
  keys_unavailable: 'request_object_keys',
  signature_wrong: 'request_object_signature',
  algorithm_not_taken: 'request_object_algorithm',
} as const satisfies Record<ClientKeyProblem, OAuthProblem['reason']>;

/** Verifies a request object that the client signed with its own key (RFC 9101 section 6). */
export async function verifiedObject(
  api: Api,
  client: Client,
  text: string,
): Promise<Result<RequestObject, OAuthProblem>> {
  const { jwks, jwksUri, requestObjectAlgorithm } = client.settings;
  if (!jwks && jwksUri === undefined) return refused({ reason: 'request_object' });
  const object = readRequestObject(text, {
    clientId: client.id,
    issuer: api.address.issuer,
    algorithm: requestObjectAlgorithm,
    needsNotBefore: api.config.requireNotBefore,
    now: api.clock.now(),
  });
  if (!object.ok) return refused({ reason: object.problem });
  const verified = await verifyWithClientKeys(api, client, object.value.jws);
  return verified.ok ? object : refused({ reason: KEY_PROBLEMS[verified.problem] });
}

/**
 * Fetches a request object from an address that the client registered, character for character (RFC 9101
 * section 5.2): an attacker must not be able to make this server fetch any other.
 */
export async function fetchedObject(
  api: Api,
  client: Client,
  uri: string,
): Promise<Result<string, OAuthProblem>> {
  const registered = client.settings.requestUris ?? [];
  if (registered.length === 0) return refused({ reason: 'request_uri' });
  if (!registered.includes(uri)) return refused({ reason: 'request_uri_unregistered' });
  const answer = await fetchPublic(uri, {
    accept: MEDIA_TYPES,
    maxBytes: LARGEST,
    timeoutMs: TIMEOUT,
    allowLoopback: !api.address.secure,
  });
  if (answer.ok) return ok(answer.value.body.toString('utf8').trim());
  api.log.warn({ problem: answer.problem, client: client.id }, 'a request object cannot be fetched');
  return refused({ reason: 'request_uri_unavailable' });
}
