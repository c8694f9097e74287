import { createPublicKey, generateKeyPairSync, type JsonWebKey, X509Certificate } from 'node:crypto';
import type { Client } from 'latchkey';

/** One variant of the plan: the client authentication and the binding of tokens. */
export interface Variant {
  auth: 'private_key_jwt' | 'mtls';
  bound: 'dpop' | 'mtls';
  /** Requests are signed, as in FAPI 2.0 Message Signing. */
  signed: boolean;
}

/** A client of the plan with its keys and certificate. */
export interface Party {
  id: string;
  variant: Variant;
  /** The private key, as the suite needs it. */
  jwk: JsonWebKey & { kid: string; alg: Algorithm };
  certificate: Certificate;
}

type Algorithm = 'PS256' | 'ES256';

/** In PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

/** Both clients of a variant; they differ in their kind of key. */
export type Pair = readonly [first: Party, second: Party];

const VARIANTS: readonly Variant[] = [false, true].flatMap((signed) =>
  (['private_key_jwt', 'mtls'] as const).flatMap((auth) =>
    (['dpop', 'mtls'] as const).map((bound) => ({ auth, bound, signed })),
  ),
);

/** @param certify returns the certificate of a client, by its common name */
export function makePairs(certify: (name: string) => Promise<Certificate>): Promise<Pair[]> {
  const pairs = VARIANTS.map((variant) => {
    const party = async (which: string, alg: Algorithm): Promise<Party> => {
      const id = `${nameOf(variant)}-${which}`;
      return { id, variant, jwk: newKey(alg, `${id}-key`), certificate: await certify(id) };
    };
    return Promise.all([party('first', 'PS256'), party('second', 'ES256')]);
  });
  return Promise.all(pairs);
}

export function nameOf({ auth, bound, signed }: Variant): string {
  return ['fapi', ...(signed ? ['signed'] : []), auth === 'mtls' ? 'mtls' : 'jwt', bound].join('-');
}

/**
 * Returns the registration of a party. Both certificate methods occur: by the certificate's name, and by its
 * key.
 */
export function proofOf({ id, variant, jwk, certificate }: Party): Pick<Client, 'authMethod' | 'settings'> {
  const always = {
    ...(variant.bound === 'mtls' ? { certificateBound: true } : { dpopBound: true }),
    ...(variant.signed ? { requiresSignedRequests: true } : {}),
  };
  const signing = { jwks: { keys: [publicOf(jwk)] } };
  if (variant.auth === 'private_key_jwt') {
    return { authMethod: 'private_key_jwt', settings: { ...always, ...signing } };
  }
  if (variant.bound === 'mtls') {
    const tlsSubject = { kind: 'dn', value: `CN=${id}` } as const;
    return { authMethod: 'tls_client_auth', settings: { ...always, ...signing, tlsSubject } };
  }
  const own = { ...new X509Certificate(certificate.cert).publicKey.export({ format: 'jwk' }) };
  const keys = [own, ...signing.jwks.keys];
  return { authMethod: 'self_signed_tls_client_auth', settings: { ...always, jwks: { keys } } };
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
