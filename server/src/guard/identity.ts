import type { Api } from '../api.ts';
import { SECOND } from '../lib/clock.ts';
import type { Caller } from '../model/index.ts';
import { signJwt } from '../tokens/jwt.ts';

/** The header in which a protected API is told who calls. */
export const IDENTITY_HEADER = 'latchkey-identity';

/** Long enough for a call to reach the API behind, too short to be of use to whoever finds it in a log. */
const LIFETIME_SECONDS = 60;

/**
 * Says who a permitted call comes from, as a compact JWS by the API's signing key. Its own `typ` and the API's
 * name as `aud` keep it from being taken for an access token, or for an identity of another API (RFC 8725
 * sections 3.9 and 3.11). `reuse` says for which other calls the decision holds.
 */
export function signIdentity(api: Api, caller: Caller, further: { reuse?: object } = {}): string {
  const issuedAt = Math.floor(api.clock.now() / SECOND);
  return signJwt(api.keys.signing(), 'latchkey-identity+jwt', {
    iss: api.address.issuer,
    aud: api.config.name,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: caller.requestId,
    caller,
    ...further,
  });
}
