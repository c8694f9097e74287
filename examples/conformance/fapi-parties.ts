import { createPublicKey, generateKeyPairSync, type JsonWebKey, X509Certificate } from 'node:crypto';
import type { Client } from 'latchkey';

/** One way through the plan: how the clients prove themselves, and what their tokens are bound to. */
export interface Variant {
  auth: 'private_key_jwt' | 'mtls';
  bound: 'dpop' | 'mtls';
}

/** A client of the plan, with everything that it proves itself with. */
export interface Party {
  id: string;
  variant: Variant;
  /** Private, as the suite needs it. */
  jwk: JsonWebKey & { kid: string; alg: Algorithm };
  certificate: Certificate;
}

type Algorithm = 'PS256' | 'ES256';

/** In PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

/** Both clients of a variant; they differ in the kind of their keys. */
export type Pair = readonly [first: Party, second: Party];

const VARIANTS: readonly Variant[] = [
  { auth: 'private_key_jwt', bound: 'dpop' },
  { auth: 'private_key_jwt', bound: 'mtls' },
  { auth: 'mtls', bound: 'dpop' },
  { auth: 'mtls', bound: 'mtls' },
];

/** @param certify makes the certificate of a client, by its common name */
export function makePairs(certify: (name: string) => Certificate): Pair[] {
  return VARIANTS.map((variant) => {
    const party = (which: string, alg: Algorithm): Party => {
      const id = `fapi-${variant.auth === 'mtls' ? 'mtls' : 'jwt'}-${variant.bound}-${which}`;
      return { id, variant, jwk: newKey(alg, `${id}-key`), certificate: certify(id) };
    };
    return [party('first', 'PS256'), party('second', 'ES256')];
  });
}

/** How a party is registered. Both methods with certificates are seen: by the name in it, and by its key. */
export function proofOf({ id, variant, jwk, certificate }: Party): Pick<Client, 'authMethod' | 'settings'> {
  const bound = variant.bound === 'mtls' ? { certificateBound: true } : { dpopBound: true };
  if (variant.auth === 'private_key_jwt') {
    return { authMethod: 'private_key_jwt', settings: { ...bound, jwks: { keys: [publicOf(jwk)] } } };
  }
  if (variant.bound === 'mtls') {
    const tlsSubject = { kind: 'dn', value: `CN=${id}` } as const;
    return { authMethod: 'tls_client_auth', settings: { ...bound, tlsSubject } };
  }
  const own = { ...new X509Certificate(certificate.cert).publicKey.export({ format: 'jwk' }) };
  return { authMethod: 'self_signed_tls_client_auth', settings: { ...bound, jwks: { keys: [own] } } };
}

function publicOf({ kid, alg, ...jwk }: Party['jwk']): Record<string, unknown> {
  return { ...createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' }), kid, alg, use: 'sig' };
}

function newKey(alg: Algorithm, kid: string): Party['jwk'] {
  const { privateKey } =
    alg === 'PS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}
