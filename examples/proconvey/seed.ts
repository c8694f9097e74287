import type { DemoSeed } from '../demo/seed.ts';
import { HARTLEY, PENNINE, PEOPLE, SAMPLE } from './people.ts';

const NIMBUS = { id: 'org_nimbus', name: 'Nimbus CRM (developer account)' };
const ATLAS = { id: 'org_atlas', name: 'Atlas Mortgages (developer account)' };

/** The browser tour returns to this address. */
const TOUR_CALLBACK = 'http://tour.localhost:4000/callback';

const PLATFORM_SCOPES = [
  'read',
  'write',
  'read:cases',
  'write:cases',
  'read:quotes',
  'write:quotes',
  'read:contacts',
  'write:contacts',
  'read:documents',
  'write:documents',
  'read:reports',
];

export const seed: DemoSeed = {
  tenants: [HARTLEY, PENNINE, NIMBUS, ATLAS, SAMPLE],
  users: [
    ...PEOPLE.map(({ id, email, name }) => ({
      id,
      email,
      name,
      password: `${name.split(' ')[0]?.toLowerCase()}-holds-the-keys`,
    })),
    {
      id: 'user_ines',
      email: 'ines@nimbus.example',
      name: 'Ines Moreau',
      password: 'ines-builds-platforms',
    },
    {
      id: 'user_felix',
      email: 'felix@atlas.example',
      name: 'Felix Grant',
      password: 'felix-builds-platforms',
    },
  ],
  memberships: [
    ...PEOPLE.flatMap(({ id, places }) =>
      places.map(({ tenantId, role }) => ({ tenantId, userId: id, role })),
    ),
    { tenantId: NIMBUS.id, userId: 'user_ines', role: 'owner' },
    { tenantId: ATLAS.id, userId: 'user_felix', role: 'owner' },
  ],
  clients: [
    {
      id: 'app_hartley_portal',
      name: 'Hartley & Webb client portal',
      kind: 'confidential',
      redirectUris: [
        TOUR_CALLBACK,
        'https://portal.hartleywebb.example/oauth/callback',
        'http://127.0.0.1/callback',
      ],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: [...PLATFORM_SCOPES, 'admin'],
      ownerUserId: 'user_margaret',
      tenantId: HARTLEY.id,
    },
    {
      id: 'plat_nimbus',
      name: 'Nimbus CRM',
      kind: 'platform',
      redirectUris: [TOUR_CALLBACK, 'https://nimbus.example/oauth/callback', 'http://127.0.0.1/callback'],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: PLATFORM_SCOPES,
      ownerUserId: 'user_ines',
      tenantId: NIMBUS.id,
    },
    {
      id: 'plat_atlas',
      name: 'Atlas Mortgages',
      kind: 'platform',
      redirectUris: [TOUR_CALLBACK, 'https://atlas.example/connect/proconvey', 'http://127.0.0.1/callback'],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: PLATFORM_SCOPES,
      ownerUserId: 'user_felix',
      tenantId: ATLAS.id,
    },
    {
      id: 'plat_nimbus_sandbox',
      name: 'Nimbus CRM (sandbox)',
      kind: 'platform',
      mode: 'sandbox',
      redirectUris: [
        TOUR_CALLBACK,
        'https://staging.nimbus.example/oauth/callback',
        'http://127.0.0.1/callback',
      ],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: PLATFORM_SCOPES,
      ownerUserId: 'user_ines',
      tenantId: NIMBUS.id,
    },
  ],
  personalTokens: [
    { name: 'Month-end figures', userId: 'user_margaret', tenantId: HARTLEY.id, scopes: ['read'] },
    {
      name: 'Account settings',
      userId: 'user_margaret',
      tenantId: HARTLEY.id,
      scopes: ['read', 'write', 'admin'],
    },
    {
      name: 'Case import',
      userId: 'user_daniel',
      tenantId: HARTLEY.id,
      scopes: ['read:cases', 'write:cases', 'read:contacts', 'write:contacts'],
    },
    // Its scope permits writing but Tom's role does not: calls are refused with that reason.
    { name: 'Bookkeeping', userId: 'user_tom', tenantId: HARTLEY.id, scopes: ['read', 'write'] },
    { name: 'Nightly export', userId: 'user_ruth', tenantId: PENNINE.id, scopes: ['read'] },
    {
      name: 'Sandbox trial',
      userId: 'user_margaret',
      tenantId: HARTLEY.id,
      scopes: ['read', 'write'],
      mode: 'sandbox',
    },
  ],
  connect: [
    {
      client: 'plat_nimbus',
      say: 'Connect Hartley & Webb to the platform Nimbus CRM, as Margaret',
      scope: 'read write:cases',
      path: '/v2/cases?limit=2',
    },
    {
      client: 'plat_nimbus_sandbox',
      say: 'The same in the sandbox, whose tokens and records are its own',
      scope: 'read write:cases',
      path: '/v2/cases?limit=2',
    },
  ],
  receivers: ['plat_nimbus'],
  tour: ({ api, curl, tokenEndpoint, token, secret }) => [
    {
      say: 'A script of the firm reads its newest cases with an API token',
      command: `${curl} '${api}/v2/cases?limit=2' -H 'Authorization: Bearer ${token('Month-end figures')}'`,
    },
    {
      say: 'A bookkeeper’s token has the scope to write, but his role does not: refused, with the reason',
      command: `${curl} -i '${api}/v2/contacts' -H 'Authorization: Bearer ${token('Bookkeeping')}' -H 'Content-Type: application/json' -d '{"kind":"client","name":"Noah Adeyemi"}'`,
    },
    {
      say: 'A platform gets a token of its own; with it and ProConvey-Account it acts for customers who connected it',
      command: `${curl} '${tokenEndpoint}' -d 'grant_type=client_credentials&scope=read&client_id=plat_nimbus&client_secret=${secret('plat_nimbus')}'`,
    },
  ],
};
