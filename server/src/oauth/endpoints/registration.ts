import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import { decodeUtf8 } from '../../http/basic.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId } from '../../lib/ids.ts';
import { networkOf } from '../../lib/network.ts';
import { type Client, usesSecret } from '../../model/index.ts';
import { newClientSecret } from '../../tokens/client-secret.ts';
import { proofOffer } from '../client-auth/offered.ts';
import { describable } from '../rules/description.ts';
import { type Registration, readRegistration } from '../rules/registration.ts';
import { responseTypesOf } from '../rules/registration-grants.ts';
import { proofMetadata } from '../rules/registration-keys.ts';
import { openIdMetadataOf } from '../rules/registration-openid.ts';
import { requestMetadataOf } from '../rules/registration-requests.ts';
import { sectorProblem } from '../sector-identifier.ts';
import { scopesForAnybody } from '../self-registration.ts';
import { occurred } from '../trail.ts';

const LARGEST = 64 * 1024;
/** Registrations from one address in an hour: enough for any office, too few to fill a disk. */
const PER_HOUR = 200;

/**
 * Dynamic client registration (RFC 7591). A client that registers itself acts only for users who consent; it is
 * never a platform and has no leniencies. Managing a registration (RFC 7592) is not offered, so no registration
 * access token is given out.
 */
export function registrationEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  const limiter = new RateLimiterMemory({ points: PER_HOUR, duration: 3600 });
  return async (request) => {
    const wait = await secondsToWait(limiter, request.ip);
    if (wait !== null) {
      const answer = refusal(429, 'temporarily_unavailable', 'Too many registrations from this address.');
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } };
    }
    const unauthorized = await initialAccessRefusal(api, request);
    if (unauthorized) return unauthorized;
    if (!/^application\/json *(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
      return refusal(400, 'invalid_client_metadata', 'Content-Type must be application/json.');
    }
    const body = await request.body(LARGEST);
    if (!body.ok) {
      return body.problem === 'too_large'
        ? refusal(413, 'invalid_client_metadata', 'The body is larger than 64 KiB.')
        : refusal(400, 'invalid_client_metadata', 'The body ended before it was complete.');
    }
    const metadata = parseJson(body.value);
    if (metadata === undefined) {
      return refusal(400, 'invalid_client_metadata', 'The body is not well-formed JSON.');
    }
    const registration = readRegistration(
      metadata,
      scopesForAnybody(api),
      proofOffer(api),
      api.config.deviceAuthorization,
      api.config.signIn ? api.keys.algorithms() : [],
    );
    if (!registration.ok) return refusal(400, registration.problem.error, registration.problem.description);
    const { sectorIdentifierUri, redirectUris } = registration.value;
    const problem =
      sectorIdentifierUri === null ? null : await sectorProblem(api, sectorIdentifierUri, redirectUris);
    if (problem) return refusal(400, 'invalid_client_metadata', problem);
    return register(api, request, registration.value);
  };
}

async function register(api: Api, request: Inbound, wanted: Registration): Promise<Answer> {
  const now = api.clock.now();
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
    registrationTokenHash: null,
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
      client_id: client.id,
      client_id_issued_at: Math.floor(now / SECOND),
      // RFC 7591 section 3.2.1: required with a secret; 0 is "does not expire".
      ...(made === null ? {} : { client_secret: made.secret, client_secret_expires_at: 0 }),
      client_name: client.name,
      redirect_uris: client.redirectUris,
      grant_types: client.grantTypes,
      response_types: responseTypesOf(client.grantTypes),
      token_endpoint_auth_method: wanted.authMethod,
      scope: client.scopes.join(' '),
      ...proofMetadata(client.settings),
      ...requestMetadataOf(client.settings),
      ...openIdMetadataOf(client.settings),
      ...(wanted.sectorIdentifierUri === null ? {} : { sector_identifier_uri: wanted.sectorIdentifierUri }),
      ...(client.settings.dpopBound ? { dpop_bound_access_tokens: true } : {}),
      ...(client.clientUri === null ? {} : { client_uri: client.clientUri }),
      ...(client.logoUri === null ? {} : { logo_uri: client.logoUri }),
    },
    NO_STORE,
  );
}

/** RFC 7591 section 3: unless registration is open, an initial access token is the way in. */
async function initialAccessRefusal(api: Api, request: Inbound): Promise<Answer | null> {
  if (api.config.registration === 'open') return null;
  const token = /^bearer +([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const challenge = `Bearer realm="${api.config.name}"`;
  if (token === undefined) {
    return {
      ...refusal(401, 'invalid_token', 'Registering takes an initial access token as a bearer token.'),
      // RFC 6750 section 3.1: without credentials the challenge has no error code.
      headers: { ...JSON_NO_STORE, 'www-authenticate': challenge },
    };
  }
  if (await api.store.initialAccessToken(sha256(token), api.clock.now())) return null;
  return {
    ...refusal(401, 'invalid_token', 'The initial access token is unknown or has expired.'),
    headers: { ...JSON_NO_STORE, 'www-authenticate': `${challenge}, error="invalid_token"` },
  };
}

const JSON_NO_STORE = { 'content-type': 'application/json', ...NO_STORE };

function refusal(status: number, error: string, description: string): Answer {
  return json(status, { error, error_description: describable(description) }, NO_STORE);
}

function parseJson(bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function secondsToWait(limiter: RateLimiterMemory, ip: string): Promise<number | null> {
  try {
    await limiter.consume(networkOf(ip));
    return null;
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full;
    return Math.max(1, Math.ceil(full.msBeforeNext / SECOND));
  }
}
