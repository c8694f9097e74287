import { constants, type KeyObject, sign } from 'node:crypto';
import type { Api } from '../api.ts';
import { SECOND } from '../lib/clock.ts';
import type { Caller } from '../model/index.ts';
import type { SigningKey } from '../tokens/keys.ts';

/** The header in which a protected API is told who calls. */
export const IDENTITY_HEADER = 'latchkey-identity';

/** Long enough for a call to reach the API behind, too short to be of use to whoever finds it in a log. */
const LIFETIME_SECONDS = 60;

/**
 * Says who a permitted call comes from, as a compact JWS (RFC 7515) by the API's signing key. Its own `typ` and
 * the API's name as `aud` keep it from being taken for an access token, or for an identity of another API. It is
 * made with every call, so by `node:crypto` directly.
 */
export function signIdentity(api: Api, caller: Caller): string {
  const key = api.keys.signing();
  const issuedAt = Math.floor(api.clock.now() / SECOND);
  const header = { alg: key.algorithm, kid: key.id, typ: 'latchkey-identity+jwt' };
  const claims = {
    iss: api.address.issuer,
    aud: api.config.name,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: caller.requestId,
    caller,
  };
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signature(key, Buffer.from(input)).toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** RFC 7518 section 3 and RFC 8037 section 3.1. */
function signature({ algorithm, privateKey }: SigningKey, input: Buffer): Buffer {
  const key: KeyObject = privateKey;
  switch (algorithm) {
    case 'EdDSA':
      return sign(null, input, key);
    case 'ES256':
      return sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' });
    case 'RS256':
      return sign('sha256', input, key);
    case 'PS256':
      return sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  }
}
