import {
  base64url,
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { IDENTITY_TYPE } from '../../wire/names.ts';
import { IdentityError } from './named-caller.ts';
import { createCallerReader } from './selection.ts';
import { createSignedAsk, type SignedAsk } from './signed-exchange.ts';
import type { Caller, IdentityOptions, ReceivedCall } from './types.ts';

export { IdentityError, type IdentityProblem } from './named-caller.ts';

/**
 * Signatures by public keys only: `none` and shared-secret algorithms never verify (RFC 8725 section 3.1).
 */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'];
/** The accepted clock difference, in seconds. */
const CLOCK_TOLERANCE = 10;
/** Milliseconds between two fetches of the keys for an unknown key id. */
const COOLDOWN = 5_000;
const KEYS_TIMEOUT = 2_000;

/**
 * Returns the caller that an identity names. `call` is the call that it came with; without it, an identity is
 * valid for any call within its minute.
 */
type IdentityReader<Named> = (header: string | undefined, call?: ReceivedCall) => Promise<Named>;

/**
 * Makes a function that verifies the `Latchkey-Identity` header of a call that came through Latchkey's
 * gateway or a proxy that asked Latchkey, and returns its caller. It throws `IdentityError` if the header is
 * missing, not signed by Latchkey, expired, or meant for another API or call. Keys come from `<url>/jwks` and
 * are cached.
 */
export function createIdentityVerifier(options: IdentityOptions): IdentityReader<Caller> {
  const verify = createIdentityReader(options);
  return async (header, call) => {
    const caller = await verify(header, call);
    if (!caller) throw new IdentityError('missing', 'The identity names no caller: the operation is open.');
    return caller;
  };
}

/** The same for APIs with public operations, whose identities have the caller `null`. */
export function createIdentityReader(options: IdentityOptions): IdentityReader<Caller | null> {
  const url = latchkeyUrl(options.url);
  const audience = options.audience ?? apiName(url);
  const ask = options.key ? createSignedAsk(url, options.key) : null;
  const keys = createRemoteJWKSet(new URL(`${url}/jwks`), {
    cooldownDuration: COOLDOWN,
    timeoutDuration: KEYS_TIMEOUT,
    ...(ask ? { [customFetch]: signedKeys(ask) } : {}),
  });
  const callerOf = createCallerReader(ask, KEYS_TIMEOUT);
  return async (header, call) => callerOf(await readIdentity(header, keys, { ...options, audience }, call));
}

/** Fetches the keys by a signed exchange, so that an attacker at that address cannot publish their own. */
function signedKeys(ask: SignedAsk): FetchImplementation {
  return (_url, { signal }) =>
    ask('jwks', {}, signal).catch(() => {
      throw unreachable();
    });
}

function unreachable(): IdentityError {
  return new IdentityError('unavailable', 'The keys that verify identities could not be fetched.');
}

async function readIdentity(
  header: string | undefined,
  keys: JWTVerifyGetKey,
  { audience, host, issuer }: Pick<IdentityOptions, 'host' | 'issuer'> & { audience: string },
  call: ReceivedCall | undefined,
): Promise<JWTPayload> {
  if (!header) {
    throw new IdentityError('missing', 'The Latchkey-Identity header is missing.');
  }
  try {
    const { payload } = await jwtVerify(header, keys, {
      typ: IDENTITY_TYPE,
      audience,
      ...(issuer === undefined ? {} : { issuer }),
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['aud', 'iat', 'exp', 'jti', 'caller'],
    });
    // An identity from a version that did not name the call has no digest. An attacker cannot remove it from
    // a newer one.
    const isOther = call && payload.call !== undefined && payload.call !== (await digestOf(call));
    if (isOther || (host !== undefined && payload.host !== host)) {
      throw new IdentityError('wrong_call', 'The identity was issued for another call.');
    }
    return payload;
  } catch (error) {
    throw error instanceof IdentityError ? error : explained(error, audience);
  }
}

/**
 * Returns the digest of method and target, normalized as by a URL parser, because some runtimes do not
 * provide the target as sent.
 */
async function digestOf({ method, target }: ReceivedCall): Promise<string> {
  const spelled = target
    .replace(/\?$/, '')
    .replace(/["'<>^`{}]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const bytes = new TextEncoder().encode(`${method} ${spelled}`);
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Returns why verification failed, in this package's words. Never repeats the header. */
function explained(error: unknown, audience: string): IdentityError {
  if (error instanceof errors.JWTExpired) {
    return new IdentityError(
      'expired',
      'The identity has expired. It is good for one call, not for keeping.',
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') {
      return new IdentityError('wrong_audience', `The identity was not issued for the API ${audience}.`);
    }
    if (error.claim === 'iss') {
      return new IdentityError('wrong_issuer', 'The identity was not issued by the expected issuer.');
    }
    return new IdentityError('malformed', `The identity's ${error.claim} is missing or wrong.`);
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed
  ) {
    return new IdentityError('forged', 'The identity is not signed by a key of this Latchkey.');
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return new IdentityError('malformed', 'The identity is no signed token.');
  }
  if (error instanceof errors.JOSENotSupported) {
    return new IdentityError('forged', 'The identity is signed in a way that is not accepted.');
  }
  return unreachable();
}

/** Checks Latchkey's URL at start rather than at the first call. Throws `TypeError`. */
export function latchkeyUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !apiName(text)) {
    throw new TypeError(
      'url: give the address at which Latchkey answers for this API, such as http://127.0.0.1:4000/.latchkey/my-api',
    );
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new TypeError('url: give it without query, fragment and credentials');
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function apiName(url: string): string {
  return new URL(url).pathname.split('/').findLast((segment) => segment !== '') ?? '';
}
