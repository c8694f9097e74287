import type { Api } from '../../api.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Caller } from '../../model/index.ts';
import { signJwt } from '../../tokens/jwt.ts';
import type { Call } from '../call.ts';
import { named } from './selection.ts';

/** The header in which a protected API is told who calls. */
export const IDENTITY_HEADER = 'latchkey-identity';

/** Long enough for a call to reach the API behind, too short to be of use to whoever finds it in a log. */
const LIFETIME_SECONDS = 60;

/**
 * Says who a permitted call comes from, as a compact JWS by the API's signing key; `null` for an operation that is open
 * to everybody, which is signed all the same. Its own `typ` and the API's name as `aud` keep it from being taken for an
 * access token, or for an identity of another API (RFC 8725 sections 3.9 and 3.11); `call` and `host`, for one of
 * another call. `reuse` says for which other calls the decision holds. Many selected resources are referred to only.
 */
export function signIdentity(
  api: Api,
  call: Pick<Call, 'method' | 'host' | 'path' | 'query' | 'requestId'>,
  { caller, grantId, reuse }: { caller: Caller | null; grantId: string | null; reuse?: object },
): string {
  const issuedAt = Math.floor(api.clock.now() / SECOND);
  return signJwt(api.keys.signing(), 'latchkey-identity+jwt', {
    iss: api.address.issuer,
    aud: api.config.name,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: call.requestId,
    host: api.address.hosts.get(call.host)?.publicHost ?? call.host,
    call: callDigest(call),
    ...named(caller, grantId),
    ...(reuse ? { reuse } : {}),
  });
}

/**
 * SHA-256 of method, space, path and query, base64url: a digest, since a query may be long and is nobody's business in
 * a log. Spelled as a URL parser spells it (WHATWG URL, section 1.3), which is all that some runtimes show an API.
 */
export function callDigest({ method, path, query }: Pick<Call, 'method' | 'path' | 'query'>): string {
  const target = query === '' ? path : `${path}?${query}`;
  return sha256(`${method} ${target.replace(/["'<>^`{}]/g, percentEncoded)}`);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
