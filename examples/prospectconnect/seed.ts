import type { DemoSeed } from '../demo/seed.ts';

export const BRIGHTWATER = 'biz_5d1f0c7a2e9b4836a1d0c4e2';
export const KESTREL = 'biz_c3a97be012f84d65908e7b1a';

/** A business with invented records, in which developers try their applications. */
export const SAMPLE = 'biz_5a3b1e5a3b1e5a3b1e5a3b1e';

const user = (digits: string) => `usr_${digits.repeat(24 / digits.length)}`;

/** Users by their role in their business; `nora` works for both. */
export const PEOPLE = {
  olivia: user('0a1b2c3d4e5f'),
  marcus: user('1b2c3d4e5f60'),
  aisha: user('2c3d4e5f6071'),
  victor: user('3d4e5f607182'),
  dana: user('4e5f60718293'),
  service: user('5f60718293a4'),
  kenji: user('60718293a4b5'),
  nora: user('718293a4b5c6'),
} as const;

/** The author of the invented records, who never signs in. */
export const SAMPLE_AUTHOR = user('5a3b1e');

const RESOURCES = ['contact', 'company', 'deal', 'task', 'note', 'activity'];
const each = (action: string) => RESOURCES.map((resource) => `${resource}.${action}`);
const CALLBACKS = ['http://tour.localhost:4000/callback', 'http://127.0.0.1/callback'];

export const seed: DemoSeed = {
  tenants: [
    { id: BRIGHTWATER, name: 'Brightwater Solar' },
    { id: KESTREL, name: 'Kestrel Interiors' },
    { id: SAMPLE, name: 'Sample Business' },
  ],
  users: [
    {
      id: PEOPLE.olivia,
      email: 'olivia@brightwater.example',
      name: 'Olivia Grant',
      password: 'correct horse 1',
    },
    {
      id: PEOPLE.marcus,
      email: 'marcus@brightwater.example',
      name: 'Marcus Reid',
      password: 'correct horse 2',
    },
    { id: PEOPLE.aisha, email: 'aisha@brightwater.example', name: 'Aisha Khan', password: 'correct horse 3' },
    {
      id: PEOPLE.victor,
      email: 'victor@brightwater.example',
      name: 'Victor Lund',
      password: 'correct horse 4',
    },
    { id: PEOPLE.dana, email: 'dana@brightwater.example', name: 'Dana Moreau', password: 'correct horse 5' },
    {
      id: PEOPLE.service,
      email: 'sync@brightwater.example',
      name: 'Nightly sync',
      password: 'correct horse 6',
    },
    { id: PEOPLE.kenji, email: 'kenji@kestrel.example', name: 'Kenji Watanabe', password: 'correct horse 7' },
    { id: PEOPLE.nora, email: 'nora@kestrel.example', name: 'Nora Benali', password: 'correct horse 8' },
  ],
  memberships: [
    { tenantId: BRIGHTWATER, userId: PEOPLE.olivia, role: 'owner' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.marcus, role: 'manager' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.aisha, role: 'agent' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.victor, role: 'viewer' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.dana, role: 'data-steward' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.service, role: 'manager' },
    { tenantId: KESTREL, userId: PEOPLE.kenji, role: 'owner' },
    { tenantId: KESTREL, userId: PEOPLE.nora, role: 'agent' },
    { tenantId: BRIGHTWATER, userId: PEOPLE.nora, role: 'viewer' },
  ],
  customRoles: [
    {
      tenantId: BRIGHTWATER,
      name: 'data-steward',
      title: 'Data steward',
      permissions: ['*.read', 'contact.*', 'company.*'],
    },
  ],
  clients: [
    {
      id: 'deal-desk',
      name: 'Deal Desk',
      kind: 'public',
      // The tour uses the first; a loopback address may use any port (RFC 8252 section 7.3).
      redirectUris: CALLBACKS,
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: [...each('read'), ...each('write'), ...each('delete'), ...each('all')],
      ownerUserId: PEOPLE.olivia,
      tenantId: BRIGHTWATER,
    },
    {
      id: 'brightwater-nightly-sync',
      name: 'Nightly sync',
      kind: 'confidential',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: [...each('read'), ...each('write')],
      ownerUserId: PEOPLE.olivia,
      tenantId: BRIGHTWATER,
      actsAsUserId: PEOPLE.service,
    },
  ],
  personalTokens: [
    { name: 'Everything, as a manager', userId: PEOPLE.marcus, tenantId: BRIGHTWATER, scopes: each('all') },
    {
      name: 'Clean-up script, as an agent',
      userId: PEOPLE.aisha,
      tenantId: BRIGHTWATER,
      scopes: ['contact.read', 'contact.write', 'contact.delete', 'deal.read', 'deal.write', 'task.all'],
    },
    {
      name: 'Read-only report, as an owner',
      userId: PEOPLE.olivia,
      tenantId: BRIGHTWATER,
      scopes: each('read'),
    },
    { name: 'Everything, as a viewer', userId: PEOPLE.victor, tenantId: BRIGHTWATER, scopes: each('all') },
    {
      name: 'Contact import, as a data steward',
      userId: PEOPLE.dana,
      tenantId: BRIGHTWATER,
      scopes: ['contact.all', 'company.all', 'deal.all'],
    },
    {
      name: 'Everything at Kestrel, as an owner',
      userId: PEOPLE.kenji,
      tenantId: KESTREL,
      scopes: each('all'),
    },
  ],
  connect: [
    {
      client: 'deal-desk',
      say: 'Connect Deal Desk, an application without a server, as Olivia',
      scope: 'contact.read company.read',
      path: '/v1/contacts?limit=2',
    },
  ],
  tour: ({ api, curl, token, tokenEndpoint, secret }) => [
    {
      say: 'Read a contact with a personal access token; the token alone says whose',
      command: `${curl} ${api}/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e -H 'Authorization: Bearer ${token('Everything, as a manager')}' -H 'Version: 2026-06-01'`,
    },
    {
      say: 'Scope and role both count: this token has contact.delete, but an agent may not delete contacts (403)',
      command: `${curl} -i -X DELETE ${api}/v1/contacts/con_8f2a1c9b4d6e7f0a1b2c3d4e -H 'Authorization: Bearer ${token('Clean-up script, as an agent')}'`,
    },
    {
      say: 'Search open proposals, largest first',
      command: `${curl} ${api}/v1/deals/search -H 'Authorization: Bearer ${token('Read-only report, as an owner')}' -H 'Content-Type: application/json' -d '{"filter":{"stage":"proposal","amount":{"gte":100000}},"sort":"-amount"}'`,
    },
    {
      say: 'A token for a server, by client credentials; it acts as the user Nightly sync',
      command: `${curl} ${tokenEndpoint} -d grant_type=client_credentials -d client_id=brightwater-nightly-sync -d client_secret=${secret('brightwater-nightly-sync')} -d 'scope=contact.read deal.write'`,
    },
  ],
};
