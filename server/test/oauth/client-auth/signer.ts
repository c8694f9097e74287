import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { SECOND } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import type { Client } from '../../../src/model/index.ts';
import { newClientSecret } from '../../../src/tokens/client-secret.ts';
import { client } from '../acme.ts';
import type { Reply, Served } from '../serve.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A client's key with its public JWK. */
export interface ClientKey {
  kid: string;
  alg: 'ES256' | 'EdDSA' | 'RS256' | 'PS256';
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: Record<string, unknown>;
}

export function newKey(alg: ClientKey['alg'], kid: string): ClientKey {
  const { privateKey, publicKey } =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : alg === 'EdDSA'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    kid,
    alg,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
  };
}

type Members = Record<string, unknown>;

/** Everything as it should be for `clientId`; `claims` and `header` say otherwise, `undefined` leaves out. */
export function claimsFor(served: Pick<Served, 'api'>, clientId: string, claims: Members = {}): Members {
  const now = served.api.clock.now() / SECOND;
  return {
    iss: clientId,
    sub: clientId,
    aud: served.api.address.issuer,
    iat: now,
    exp: now + 60,
    jti: newId('jti'),
    ...claims,
  };
}

export function signedBy(key: ClientKey, claims: Members, header: Members = {}): string {
  return compact({ alg: key.alg, kid: key.kid, ...header }, claims, (input) =>
    key.alg === 'PS256'
      ? sign('sha256', input, { key: key.privateKey, padding: 6, saltLength: -1 })
      : sign(key.alg === 'EdDSA' ? null : 'sha256', input, {
          key: key.privateKey,
          dsaEncoding: 'ieee-p1363',
        }),
  );
}

export function hmacBy(secret: string | Buffer, claims: Members, header: Members = {}): string {
  return compact({ alg: 'HS256', ...header }, claims, (input) =>
    createHmac('sha256', secret).update(input).digest(),
  );
}

export function compact(header: Members, claims: Members, signature: (input: Buffer) => Buffer): string {
  const part = (members: Members) => Buffer.from(JSON.stringify(members)).toString('base64url');
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signature(Buffer.from(input)).toString('base64url')}`;
}

/** The parameters that an assertion is sent in. */
export function asserting(assertion: string, over: Record<string, string> = {}): Record<string, string> {
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion, ...over };
}

/** Adds a client; one that signs with a secret gets one, which is returned. */
export async function addClient(
  served: Pick<Served, 'api'>,
  id: string,
  over: Partial<Client>,
): Promise<string | null> {
  const added = client(id, over);
  const withSecret = added.authMethod === null || added.authMethod.startsWith('client_secret');
  const made = withSecret ? newClientSecret(served.api, added, served.api.clock.now()) : null;
  await served.api.store.createClient(added, made?.record ?? null, []);
  return made?.secret ?? null;
}

/** Asks for a token of the client's own. */
export function ownToken(served: Served, proof: Record<string, string>): Promise<Reply> {
  return served.post({ grant_type: 'client_credentials', scope: 'read', ...proof });
}
