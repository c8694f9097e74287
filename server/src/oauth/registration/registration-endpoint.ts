import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId, newSecret } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { clientRecord, usesSecret } from '../../model/index.ts';
import { asClient } from '../../rules/registration/metadata.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { bearerOf, clientInformation, unauthorized } from './answer.ts';
import type { RegistrationLimit } from './limit.ts';
import { readSentMetadata, type SentMetadata } from './request.ts';

/**
 * Dynamic client registration (RFC 7591). A client that registers itself acts only for users who consent; it
 * is never a platform and has no dialects. Its registration access token manages the registration afterwards
 * (RFC 7592, `registered-client-endpoint.ts`).
 */
export function registrationEndpoint(
  api: Api,
  limit: RegistrationLimit,
): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const limited = await limit(request);
    if (limited) return limited;
    const invited = await invitation(api, request);
    if (!invited.ok && !mayBringStatement(api, request)) return invited.problem;
    const sent = await readSentMetadata(api, request, invited.ok ? null : invited.problem);
    if (!sent.ok) return sent.problem;
    return register(api, request, sent.value, invited.ok ? invited.value : null);
  };
}

/** `token`: the initial access token, which is spent only after all other checks have passed. */
async function register(
  api: Api,
  request: Inbound,
  { registration: wanted, vouchedBy }: SentMetadata,
  token: string | null,
): Promise<Answer> {
  const now = api.clock.now();
  const registrationToken = newSecret();
  const client = clientRecord({
    ...asClient(wanted),
    id: newId('client'),
    mode: api.address.hosts.get(request.host)?.mode ?? 'live',
    origin: 'registration',
    registrationTokenHash: sha256(registrationToken),
    createdAt: now,
  });
  const made = usesSecret(client) ? newClientSecret(api, client, now) : null;
  const detail = { origin: 'registration', name: client.name, redirectUris: client.redirectUris, vouchedBy };
  const audit = [oauthEvent(api, request, 'client.created', { client, detail })];
  const secret = made?.record ?? null;
  if (token === null) {
    await api.store.createClient(client, secret, audit);
  } else {
    const registration = { client, secret, initialAccessTokenHash: sha256(token), now, audit };
    // Another registration may have spent it meanwhile.
    if ((await api.store.registerClient(registration)) === 'refused') return unknownToken(api, token);
  }
  return json(
    201,
    {
      ...clientInformation(api, client, registrationToken),
      // RFC 7591 section 3.2.1: `client_secret_expires_at` is REQUIRED with a secret; 0 means that it does
      // not expire.
      ...(made === null ? {} : { client_secret: made.secret, client_secret_expires_at: 0 }),
    },
    NO_STORE,
  );
}

/** RFC 7591 section 3: unless registration is open (`null`), it requires an initial access token. */
async function invitation(api: Api, request: Inbound): Promise<Result<string | null, Answer>> {
  if (api.config.registration === 'open') return ok(null);
  const token = bearerOf(request);
  if (token === null) {
    const description = 'Registering takes an initial access token as a bearer token.';
    return refused(unauthorized(api, token, description));
  }
  const known = await api.store.initialAccessToken(sha256(token), api.clock.now());
  return known ? ok(token) : refused(unknownToken(api, token));
}

/** An invalid token is refused as such, so that its sender learns that. */
function mayBringStatement({ config }: Api, request: Inbound): boolean {
  const opens = config.softwareStatements?.issuers.some(({ opensRegistration }) => opensRegistration);
  return opens === true && request.headers.authorization === undefined;
}

function unknownToken(api: Api, token: string): Answer {
  return unauthorized(api, token, 'The initial access token is unknown, used up or has expired.');
}
