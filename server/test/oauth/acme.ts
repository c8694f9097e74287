import { type ApiDefinition, defineApi, sdk } from '../../src/config/index.ts';
import { HOUR, SECOND } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { type Client, type ClientSecret, clientRecord, TenantId, UserId } from '../../src/model/index.ts';
import type { Seed } from '../../src/store/store.ts';
import { secretRecord, userRecord } from '../acme/records.ts';

export const NOW = Date.UTC(2026, 5, 1);
export const ACCOUNTS = 'accounts.acme.test';
export const API = 'api.acme.test';
export const ALIAS = 'legacy.acme.test';
export const SANDBOX = 'sandbox.acme.test';
export const CALLBACK = 'https://app.example/callback';
export const INITIAL_ACCESS_TOKEN = 'let-me-register';
export { HOUR, SECOND };

/** An API with one of everything that OAuth endpoints look at. */
export function acme(over: Partial<ApiDefinition> = {}) {
  return defineApi({
    name: 'acme',
    title: 'Acme',
    issuer: `https://${ACCOUNTS}`,
    endpoints: {
      authorization: `https://${ACCOUNTS}/oauth/authorize`,
      token: `https://${API}/oauth/token`,
    },
    domains: { [API]: { mode: 'live', aliases: [ALIAS] }, [SANDBOX]: { mode: 'sandbox' } },
    tenant: { word: 'organisation', field: 'organisation_id' },
    openapi: './openapi.yaml',
    front: sdk(),
    scopes: {
      read: { title: 'See everything', covers: ['read:*'] },
      write: { title: 'Change everything', covers: ['write:*'] },
      'read:cases': 'See cases',
      'write:cases': 'Change cases',
      'read:payouts': { title: 'See payouts', platformsOnly: true },
    },
    roles: { owner: { title: 'Owner', permissions: ['*'] } },
    ...over,
  });
}

export function client(id: string, over: Partial<Client> = {}): Client {
  return clientRecord({
    id,
    name: `The client ${id}`,
    kind: 'confidential',
    mode: 'live',
    redirectUris: [CALLBACK],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    scopes: ['read', 'write'],
    ownerUserId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    origin: 'seed',
    createdAt: NOW,
    ...over,
  });
}

/** Every confidential client's secret follows from its id, so that tests can write it down. */
export function secretOf(clientId: string): string {
  return `secret of ${clientId}: +%&`;
}

const CLIENTS: Client[] = [
  client('web'),
  client('other'),
  client('spa', { kind: 'public', redirectUris: [CALLBACK, 'http://127.0.0.1/cb'] }),
  client('platform', { kind: 'platform' }),
  client('sandboxed', { kind: 'platform', mode: 'sandbox' }),
  client('basic-only', { authMethod: 'client_secret_basic' }),
  client('codes-only', { grantTypes: ['authorization_code'] }),
  client('service', { actsAsUserId: UserId('usr_bot') }),
  client('lapsed', { actsAsUserId: UserId('usr_ben') }),
  client('schemeless', { redirectUris: ['app.example/callback'] }),
  client('lenient', { dialects: ['json-token-request', 'stray-whitespace', 'grant-type-code'] }),
  client('registered', { origin: 'registration', ownerUserId: null, tenantId: null }),
];

export function seed(): Seed {
  const secret = ({ id, kind }: Client): ClientSecret | null =>
    kind === 'public' ? null : secretRecord(id, secretOf(id), NOW);
  const user = (id: string) => userRecord({ id: UserId(id), email: `${id}@acme.test`, createdAt: NOW });
  return {
    tenants: [{ id: TenantId('org_a'), name: 'Alder & Co' }],
    users: [user('usr_ann'), user('usr_bot'), user('usr_ben')],
    memberships: [
      { tenantId: TenantId('org_a'), userId: UserId('usr_ann'), role: 'owner' },
      { tenantId: TenantId('org_a'), userId: UserId('usr_bot'), role: 'owner' },
    ],
    customRoles: [],
    clients: CLIENTS.map((each) => ({ client: each, secret: secret(each) })),
    personalTokens: [],
    initialAccessTokens: [
      { hash: sha256(INITIAL_ACCESS_TOKEN), usesLeft: null, createdAt: NOW, expiresAt: null },
    ],
  };
}
