import type { DemoSeed } from '../demo/seed.ts';

export const ROWING = 'ass_rowing';
export const CHOIR = 'ass_choir';
/** An association with invented objects, in which developers try their clients. */
export const SAMPLE = 'ass_sample';

export const PEOPLE = {
  anneke: { id: 'usr_anneke', name: 'Anneke de Wit' },
  bram: { id: 'usr_bram', name: 'Bram Jansen' },
  chloe: { id: 'usr_chloe', name: 'Chloe Peeters' },
  dieter: { id: 'usr_dieter', name: 'Dieter Vogel' },
} as const;

export const PORTAL = { id: 'abc123', name: 'Member portal' } as const;

export const seed: DemoSeed = {
  tenants: [
    { id: ROWING, name: 'Royal Rowing Union' },
    { id: CHOIR, name: 'Choir Federation Rhine' },
    { id: SAMPLE, name: 'Sample Association' },
  ],
  users: [
    { ...PEOPLE.anneke, email: 'anneke@rowing.example', password: 'battery staple 1' },
    { ...PEOPLE.bram, email: 'bram@rowing.example', password: 'battery staple 2' },
    { ...PEOPLE.chloe, email: 'chloe@rowing.example', password: 'battery staple 3' },
    { ...PEOPLE.dieter, email: 'dieter@choir.example', password: 'battery staple 4' },
  ],
  memberships: [
    { tenantId: ROWING, userId: PEOPLE.anneke.id, role: 'administrator' },
    { tenantId: ROWING, userId: PEOPLE.bram.id, role: 'editor' },
    { tenantId: ROWING, userId: PEOPLE.chloe.id, role: 'reader' },
    { tenantId: CHOIR, userId: PEOPLE.dieter.id, role: 'administrator' },
    // Also a member of the choir: on the consent page she chooses the association.
    { tenantId: CHOIR, userId: PEOPLE.chloe.id, role: 'editor' },
  ],
  clients: [
    {
      ...PORTAL,
      kind: 'confidential',
      // The allowed redirect URLs; one without a scheme stands for https.
      redirectUris: [
        'http://tour.localhost:4000/callback',
        'example.com',
        'https://portal.example.com/callback',
      ],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      scopes: ['profile', 'object.read', 'object.write'],
      ownerUserId: PEOPLE.anneke.id,
      // With client credentials it acts for this association, without a user.
      tenantId: ROWING,
    },
    {
      id: 'concert-calendar',
      name: 'Concert calendar',
      kind: 'confidential',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      scopes: ['object.read'],
      ownerUserId: PEOPLE.dieter.id,
      tenantId: CHOIR,
    },
  ],
  personalTokens: [
    {
      name: 'Regatta results',
      userId: PEOPLE.bram.id,
      tenantId: ROWING,
      scopes: ['object.read', 'object.write'],
    },
    { name: 'Members list, as a reader', userId: PEOPLE.chloe.id, tenantId: ROWING, scopes: ['profile'] },
    { name: 'Choir archive', userId: PEOPLE.dieter.id, tenantId: CHOIR, scopes: ['profile'] },
  ],
  connect: [
    {
      client: PORTAL.id,
      say: 'Connect the Member portal, as Anneke',
      scope: 'profile object.read',
      path: '/l/module_api/object?limit=3',
      headers: ['Accept: application/vnd.procurios.application+json; version=1'],
    },
  ],
  tour: ({ api, curl, token, tokenEndpoint, secret }) => [
    {
      say: 'A token by client credentials; the client acts for its association, without a user',
      command: `${curl} ${tokenEndpoint} -H 'Accept: application/json' -d 'grant_type=client_credentials&client_id=abc123&client_secret=${secret('abc123')}&scope=profile'`,
    },
    {
      say: 'The objects of the association, in Dutch; try version=2 (406)',
      command: `${curl} '${api}/l/module_api/object?limit=3' -H 'Accept: application/vnd.procurios.application+json; version=1' -H 'Accept-Language: nl,en;q=0.5' -H 'Authorization: Bearer ${token('Regatta results')}'`,
    },
    {
      say: 'A new object, as an editor',
      command: `${curl} ${api}/l/module_api/object -H 'Accept: application/vnd.procurios.application+json; version=1' -H 'Content-Type: application/json' -H 'Authorization: Bearer ${token('Regatta results')}' -d '{"key": "value", "otherKey": 2}'`,
    },
  ],
};
