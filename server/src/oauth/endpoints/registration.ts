import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId, newSecret } from '../../lib/ids.ts';
import { type Client, usesSecret } from '../../model/index.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';
import { bearerOf, clientInformation, unauthorized } from '../registration/answer.ts';
import type { RegistrationLimit } from '../registration/limit.ts';
import { readSentMetadata } from '../registration/request.ts';
import type { Registration } from '../rules/registration.ts';
import { occurred } from '../trail.ts';

/**
 * Dynamic client registration (RFC 7591). A client that registers itself acts only for users who consent; it is
 * never a platform and has no leniencies. The registration access token that it is given manages the
 * registration afterwards (RFC 7592, `endpoints/registered-client.ts`).
 */
export function registrationEndpoint(
  api: Api,
  limit: RegistrationLimit,
): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const limited = await limit(request);
    if (limited) return limited;
    const uninvited = await initialAccessRefusal(api, request);
    if (uninvited) return uninvited;
    const sent = await readSentMetadata(api, request);
    return sent.ok ? register(api, request, sent.value.registration) : sent.problem;
  };
}

async function register(api: Api, request: Inbound, wanted: Registration): Promise<Answer> {
  const now = api.clock.now();
  const registrationToken = newSecret();
  const client: Client = {
    id: newId('client'),
    name: wanted.name,
    kind: wanted.authMethod === 'none' ? 'public' : 'confidential',
    mode: api.address.hosts.get(request.host)?.mode ?? 'live',
    redirectUris: wanted.redirectUris,
    grantTypes: wanted.grantTypes,
    scopes: wanted.scopes,
    authMethod: wanted.authMethod,
    dialects: [],
    ownerUserId: null,
    tenantId: null,
    actsAsUserId: null,
    origin: 'registration',
    logoUri: wanted.logoUri,
    clientUri: wanted.clientUri,
    registrationTokenHash: sha256(registrationToken),
    settings: wanted.settings,
    lastUsedAt: null,
    createdAt: now,
  };
  const made = usesSecret(client) ? newClientSecret(api, client, now) : null;
  const detail = { origin: 'registration', name: client.name, redirectUris: client.redirectUris };
  await api.store.createClient(client, made?.record ?? null, [
    occurred(api, request, 'client.created', { client, detail }),
  ]);
  return json(
    201,
    {
      ...clientInformation(api, client, registrationToken),
      // RFC 7591 section 3.2.1: required with a secret; 0 is "does not expire".
      ...(made === null ? {} : { client_secret: made.secret, client_secret_expires_at: 0 }),
    },
    NO_STORE,
  );
}

/** RFC 7591 section 3: unless registration is open, an initial access token is the way in. */
async function initialAccessRefusal(api: Api, request: Inbound): Promise<Answer | null> {
  if (api.config.registration === 'open') return null;
  const token = bearerOf(request);
  if (token === null) {
    return unauthorized(api, token, 'Registering takes an initial access token as a bearer token.');
  }
  if (await api.store.initialAccessToken(sha256(token), api.clock.now())) return null;
  return unauthorized(api, token, 'The initial access token is unknown or has expired.');
}
