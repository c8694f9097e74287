import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { sha256 } from '../../src/lib/compare.ts';
import { thumbprintOf } from '../../src/rules/proof/public-key.ts';

export interface ProofOptions {
  method: string;
  uri: string;
  /** Seconds since the epoch. */
  at: number;
  nonce?: string | undefined;
  token?: string | undefined;
  /** Members of the header and claims that are put over what is right; `undefined` leaves one out. */
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  /** Signs with this key instead of its own. */
  signedBy?: KeyObject;
}

/** A client that has a key and makes proofs, right ones unless told otherwise. */
export interface Prover {
  jwk: Record<string, unknown>;
  privateKey: KeyObject;
  thumbprint: string;
  proof(options: ProofOptions): string;
}

export function newProver(): Prover {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' }) as Record<string, unknown>;
  return {
    jwk,
    privateKey,
    thumbprint: thumbprintOf(jwk),
    proof({ method, uri, at, nonce, token, header = {}, claims = {}, signedBy = privateKey }) {
      return compactJws(
        { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header },
        {
          jti: randomBytes(12).toString('base64url'),
          htm: method,
          htu: uri,
          iat: at,
          ...(nonce === undefined ? {} : { nonce }),
          ...(token === undefined ? {} : { ath: sha256(token) }),
          ...claims,
        },
        (input) => sign('sha256', input, { key: signedBy, dsaEncoding: 'ieee-p1363' }),
      );
    },
  };
}

export function compactJws(
  header: Record<string, unknown>,
  claims: Record<string, unknown>,
  signer: (input: Buffer) => Buffer,
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signer(Buffer.from(input)).toString('base64url')}`;
}
