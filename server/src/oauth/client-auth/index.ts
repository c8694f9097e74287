import type { Api } from '../../api.ts';
import { offeredMethods } from '../../config/offered-methods.ts';
import { turnedAwayFor } from '../../config/profiles/profile.ts';
import type { Inbound } from '../../http/inbound.ts';
import { HOUR } from '../../lib/clock.ts';
import { sameSecret, sha256 } from '../../lib/compare.ts';
import { looksMade } from '../../lib/ids.ts';
import { isAllowed } from '../../lib/ip-blocks.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Soon } from '../../lib/soon.ts';
import type { Client, ClientAuthMethod } from '../../model/index.ts';
import { isPublic } from '../../model/index.ts';
import { isStopped } from '../../rules/client/standing.ts';
import type { ClientReason } from '../errors/client.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import type { KnownClient } from '../form/known-client.ts';
import type { TokenForm } from '../form/token-form.ts';
import { assertionProblem, clientAssertion } from './assertion.ts';
import { clientSecretBasic } from './basic.ts';
import { certificateProblem, usesCertificate } from './certificate.ts';
import { countGuess, forgiveGuess, guessOf } from './guessing.ts';
import type { Credentials } from './method.ts';
import { none } from './none.ts';
import { clientSecretPost } from './post.ts';

declare const proven: unique symbol;

/** A client that has authenticated as its registration requires. Only `authenticateClient` makes one. */
export type AuthenticatedClient = Client & { readonly [proven]: true };

const METHODS = [clientSecretBasic, clientSecretPost, none];

/**
 * Authenticates the client of a request by exactly one method (RFC 6749 section 2.3: the client "MUST NOT use
 * more than one authentication method in each request").
 *
 * @param evenStopped a client that an operator stopped is taken as well
 */
export async function authenticateClient(
  api: Api,
  request: Inbound,
  form: TokenForm,
  evenStopped = false,
): Promise<Result<AuthenticatedClient, OAuthProblem>> {
  const credentials = readCredentials(api, form);
  if (!credentials.ok) return refused(about(form.named, credentials.problem));
  const { clientId, method } = credentials.value;
  const named = form.named?.client.id === clientId ? form.named : null;
  // A client without a secret causes no failures: there is nothing to guess, and Go's x/oauth2 tries Basic
  // first.
  const secretless = named !== null && hasNoSecret(named.client);
  const guessable = isChosen(credentials.value) && !secretless;
  const guess = guessable ? guessOf(clientId, request.ip) : null;
  // Nearly every client comes by here, and nearly always there is nothing to wait for.
  const counted = guess && countGuess(api, guess);
  const pause = counted instanceof Promise ? await counted : counted;
  if (pause !== null) return refused({ ...about(form.named, 'too_many_failures'), retryAfter: pause });

  const proof = proofProblem(api, request, named, credentials.value);
  const reason = proof instanceof Promise ? await proof : proof;
  if (named && !reason) {
    const forgiven = guess && forgiveGuess(api, guess);
    if (forgiven) await forgiven;
    // Only a client that proved itself may learn this.
    if (isStopped(named.client) && !evenStopped) return refused(about(named, 'client_stopped'));
    if (turnedAwayFor(named.client, api.config)) return refused(about(named, 'client_below_profile'));
    // Checked last, because only an authenticated client may learn that it is limited to addresses.
    const { ipAllowlist } = named.client.settings;
    if (ipAllowlist && !isAllowed(request.ip, ipAllowlist))
      return refused(about(named, 'address_not_allowed'));
    rememberUse(api, named.client);
    request.noted.client = clientId;
    return ok(named.client as AuthenticatedClient);
  }
  const counts = method !== 'private_key_jwt' && !secretless && !guessable;
  const retryAfter = counts ? await countGuess(api, guessOf(clientId, request.ip)) : null;
  if (retryAfter !== null) return refused({ ...about(named, 'too_many_failures'), retryAfter });
  return refused(about(named, reason ?? 'client_unknown'));
}

/**
 * Returns whether a person may have chosen a secret, so that it could be guessed. Latchkey's own are 256
 * random bits in a recognizable form: a correct one is accepted however many wrong ones came before.
 */
function isChosen({ secret }: Credentials): boolean {
  return secret !== null && !looksMade(secret);
}

function hasNoSecret(client: Client): boolean {
  return isPublic(client) || usesCertificate(client);
}

/**
 * A public client is not authenticated, so anyone could keep its registration alive: only a consent counts as
 * its use.
 */
function rememberUse({ store, clock, log, runtime }: Api, client: Client): void {
  const now = clock.now();
  const { id, lastUsedAt } = client;
  const isRecent = lastUsedAt !== null && now - lastUsedAt < HOUR;
  if (isPublic(client) || isRecent || runtime.beingTouched.has(id)) return;
  // Introspection must not wait for a writer, so the use is recorded without awaiting it; a later request
  // records it too.
  runtime.beingTouched.add(id);
  store
    .touchClient(id, now)
    .catch((error: Error) => log.error({ error: error.message }, 'the use of a client was not written down'))
    .finally(() => runtime.beingTouched.delete(id));
}

function readCredentials(api: Api, form: TokenForm): Result<Credentials, ClientReason> {
  const { params, basic } = form;
  const asserted = clientAssertion(api, form);
  if (asserted) return asserted;
  if (basic && params.has('client_secret')) return refused('credentials_twice');
  const inBody = params.get('client_id');
  if (basic && inBody !== undefined && inBody !== basic.id) return refused('client_ids_differ');
  for (const read of METHODS) {
    const credentials = read(form);
    if (credentials) return ok(credentials);
  }
  return refused('client_not_named');
}

/** Returns why the credentials do not authenticate the client, or `null` if they do. */
function proofProblem(
  api: Api,
  request: Inbound,
  named: KnownClient | null,
  credentials: Credentials,
): Soon<ClientReason | null> {
  if (!named) return 'client_unknown';
  const { client, secrets } = named;
  if (!offeredMethods(api).includes(methodOf(client, credentials))) return 'method_not_offered';
  if (isPublic(client)) return credentials.method === 'none' ? null : 'secret_of_public_client';
  if (credentials.method === 'none') {
    return usesCertificate(client) ? certificateProblem(api, request, client) : 'secret_missing';
  }
  // RFC 7591 section 2: a client that registered one method must not be accepted by another.
  if (!allowsMethod(client, credentials.method)) return 'method_not_registered';
  if (credentials.assertion) return assertionProblem(api, named, credentials.assertion);
  if (credentials.secret === null) return 'secret_missing';
  const hash = sha256(credentials.secret);
  const matches = secrets.filter((secret) => sameSecret(secret.hash, hash));
  return matches.length > 0 ? null : 'secret_wrong';
}

/**
 * Returns the method that a request uses. A certificate belongs to the connection and does not appear in the
 * form.
 */
function methodOf(client: Client, { method }: Credentials): ClientAuthMethod {
  if (isPublic(client)) return 'none';
  return client.authMethod ?? method;
}

function allowsMethod({ authMethod }: Client, method: ClientAuthMethod): boolean {
  if (authMethod !== null) return authMethod === method;
  return method === 'client_secret_basic' || method === 'client_secret_post';
}

function about(named: KnownClient | null, reason: ClientReason): OAuthProblem {
  return { reason, ...(named ? { clientId: named.client.id } : {}) };
}
