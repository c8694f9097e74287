import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { type Client, TenantId, UserId } from '../../../../src/model/index.ts';
import { secretRecord, userRecord } from '../../../acme/records.ts';
import { ACCOUNTS, client, NOW, secretOf } from '../../acme.ts';
import { by, type Reply, type Served, serveOAuth } from '../../serve.ts';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const ISSUER = 'https://login.partner.example';
export const BY_EMAIL = 'https://mail.partner.example';
export const UNREACHABLE = 'https://inside.partner.example';

export const partner = generateKeyPairSync('ed25519');
export const stranger = generateKeyPairSync('ed25519');
export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

const BEARER: Partial<Client> = {
  grantTypes: [JWT_BEARER, 'authorization_code'],
  ownerUserId: null,
  tenantId: null,
};

/** An API that trusts one issuer by `sub` and one by verified e-mail address. */
export async function serveIssuers(): Promise<Served> {
  const keys = [
    { ...(await exportJWK(partner.publicKey)), kty: 'OKP', kid: 'partner-1' },
    { ...(await exportJWK(rsa.publicKey)), kty: 'RSA', kid: 'partner-2' },
  ];
  const served = await serveOAuth({
    trustedIssuers: [
      {
        issuer: ISSUER,
        jwks: { keys },
        subject: 'sub',
        clients: ['portal', 'managed'],
        withoutConsent: ['managed'],
      },
      { issuer: BY_EMAIL, jwks: { keys }, subject: 'email', clients: ['portal'], audience: 'urn:acme' },
      // An address inside our own network, which the server must not fetch.
      { issuer: UNREACHABLE, jwksUri: 'https://127.0.0.1:9/jwks', subject: 'sub', clients: ['portal'] },
    ],
  });
  await served.api.store.addTenant({ id: TenantId('org_b'), name: 'Birch' }, []);
  const cat = userRecord({ id: UserId('usr_cat'), email: 'cat@acme.test', createdAt: NOW });
  await served.api.store.addUser(cat, []);
  await served.api.store.addMembership({ tenantId: TenantId('org_a'), userId: cat.id, role: 'owner' }, []);
  const clients = [
    client('portal', BEARER),
    client('managed', BEARER),
    client('bystander', BEARER),
    client('no-grant', { ...BEARER, grantTypes: ['authorization_code'] }),
  ];
  for (const each of clients) {
    await served.api.store.createClient(each, secretRecord(each.id, secretOf(each.id), NOW), []);
  }
  return served;
}

export interface Assertion {
  key?: KeyObject;
  header?: Record<string, unknown>;
  /** Over what a good assertion says; `undefined` leaves a claim out. */
  claims?: Record<string, unknown>;
}

let made = 0;

/** A good assertion about Ann, with whatever a test wants to be different. */
export function assertion(
  served: Served,
  { key = partner.privateKey, header = {}, claims = {} }: Assertion = {},
): Promise<string> {
  const now = Math.floor(served.api.clock.now() / 1_000);
  const good = {
    iss: ISSUER,
    sub: 'usr_ann',
    aud: `https://${ACCOUNTS}`,
    iat: now,
    exp: now + 300,
    jti: `a-${++made}`,
  };
  const payload = Object.fromEntries(
    Object.entries({ ...good, ...claims }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg: 'EdDSA', kid: 'partner-1', ...header })
    .sign(key, { crit: { 'x-must': true } });
}

export function present(served: Served, text: string, form: Record<string, string> = {}): Promise<Reply> {
  return served.post({ grant_type: JWT_BEARER, assertion: text, ...by(form.client_id ?? 'portal'), ...form });
}
