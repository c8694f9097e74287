import { IDENTITY_TYPE } from '../../../../wire/names.ts';
import type { Api } from '../../api.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Caller } from '../../model/index.ts';
import { signJwt } from '../../tokens/jwt.ts';
import type { Call } from '../call.ts';
import { named } from './selection.ts';

/**
 * Long enough for a call to reach the upstream, too short to be useful to an attacker who finds it in a log.
 */
const LIFETIME_SECONDS = 60;

export type SignedCall = Pick<Call, 'method' | 'host' | 'path' | 'query' | 'requestId'>;

export interface SignedDecision {
  caller: Caller | null;
  selector: string | null;
  reuse?: object;
}

/** The parts of an API that its identities are made from. */
export type Signing = Pick<Api, 'clock'> & {
  keys: Pick<Api['keys'], 'signing'>;
  config: Pick<Api['config'], 'name'>;
  address: Pick<Api['address'], 'issuer' | 'hosts'>;
};

/**
 * Returns the caller of a permitted call as a compact JWS signed with the API's key. `caller` is `null` for a
 * call without a token, which is signed as well. Its own `typ`, and the API's name as `aud`, prevent its use
 * as an access token or for another API (RFC 8725 sections 3.9 and 3.11); `call` and `host` prevent its use
 * for another call. `reuse` has the conditions under which the decision applies to other calls. A long
 * selection of resources is included by reference.
 */
export function signIdentity(
  api: Signing,
  call: SignedCall,
  { caller, selector, reuse }: SignedDecision,
): string {
  const issuedAt = Math.floor(api.clock.now() / SECOND);
  return signJwt(api.keys.signing(), IDENTITY_TYPE, {
    iss: api.address.issuer,
    aud: api.config.name,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: call.requestId,
    host: api.address.hosts.get(call.host)?.publicHost ?? call.host,
    call: callDigest(call),
    ...named(caller, selector),
    ...(reuse ? { reuse } : {}),
  });
}

/**
 * Returns the SHA-256 of method, space, path and query, in base64url. It is a digest because a query may be long and may
 * be confidential. The path is percent-encoded as a URL parser does it (WHATWG URL, section 1.3), since some runtimes
 * show an API nothing else.
 */
export function callDigest({ method, path, query }: Pick<Call, 'method' | 'path' | 'query'>): string {
  const target = query === '' ? path : `${path}?${query}`;
  return sha256(`${method} ${target.replace(/["'<>^`{}]/g, percentEncoded)}`);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
