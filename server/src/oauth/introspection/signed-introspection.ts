import type { Api } from '../../api.ts';
import { type Answer, NO_STORE } from '../../http/answer.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Client } from '../../model/index.ts';
import { signJwt } from '../../tokens/jwt.ts';

/** Media type of a signed answer; without `application/` also its `typ` (RFC 9701 section 5). */
export const SIGNED_INTROSPECTION = 'application/token-introspection+jwt';

/**
 * Returns the answer as a JWT (RFC 9701 section 5). `typ` and `aud` prevent its use as another kind of token
 * or for another resource; without `sub` and `exp` it cannot pass for an access token (section 8.1).
 */
export function signedIntrospection(api: Api, asking: Client, introspection: object): Answer {
  const body = signJwt(signingKey(api, asking), 'token-introspection+jwt', {
    iss: api.address.issuer,
    aud: asking.id,
    iat: Math.floor(api.clock.now() / SECOND),
    token_introspection: introspection,
  });
  return { status: 200, headers: { 'content-type': SIGNED_INTROSPECTION, ...NO_STORE }, body };
}

/** RS256 if the client registered nothing (RFC 9701 section 6) and there is a key for it. */
function signingKey({ keys }: Api, { settings }: Client) {
  const offered = keys.algorithms();
  const wanted = offered.find((each) => each === settings.introspectionAlgorithm);
  return keys.signing(wanted ?? offered.find((each) => each === 'RS256'));
}
