import type { DemoSeed } from '../demo/seed.ts';
import { BRIGHTLANE, PEOPLE, SAMPLE, SOLSTICE } from './people.ts';

const READ = 'selected_accounts_projects.read';
const ALL = 'selected_accounts_projects';

/** The page's authorization URL names no redirect URI, so each client has exactly one. */
export const seed: DemoSeed = {
  tenants: [BRIGHTLANE, SOLSTICE, { id: SAMPLE.id, name: SAMPLE.name }],
  users: PEOPLE.map(({ id, email, name }) => ({
    id,
    email,
    name,
    password: `${name.split(' ')[0]?.toLowerCase()}-tests-everything`,
  })),
  memberships: PEOPLE.map(({ id, tenantId, role }) => ({ tenantId, userId: id, role })),
  clients: [
    {
      id: 'cv_heatmap_studio',
      name: 'Heatmap Studio',
      kind: 'public',
      // The browser tour returns to this address.
      redirectUris: ['http://tour.localhost:4000/callback'],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: [ALL, READ],
      ownerUserId: 'user_jonas',
      tenantId: BRIGHTLANE.id,
    },
    {
      id: 'cv_insight_board',
      name: 'Insight Board',
      kind: 'public',
      redirectUris: ['https://insightboard.example/oauth/callback'],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: [ALL, READ],
      ownerUserId: 'user_sofia',
      tenantId: SOLSTICE.id,
    },
    {
      id: 'cv_command_line',
      name: 'Convert for the command line',
      kind: 'public',
      redirectUris: ['http://127.0.0.1/callback'],
      grantTypes: ['authorization_code', 'refresh_token'],
      scopes: [ALL, READ],
      ownerUserId: 'user_mara',
      tenantId: BRIGHTLANE.id,
    },
  ],
  personalTokens: [
    { name: 'Weekly report', userId: 'user_mara', tenantId: BRIGHTLANE.id, scopes: [READ] },
    { name: 'Launch script', userId: 'user_lena', tenantId: BRIGHTLANE.id, scopes: [ALL] },
    { name: 'Review list', userId: 'user_pavel', tenantId: BRIGHTLANE.id, scopes: [ALL] },
    { name: 'Season export', userId: 'user_sofia', tenantId: SOLSTICE.id, scopes: [READ] },
  ],
  connect: [
    {
      client: 'cv_heatmap_studio',
      say: 'Connect Heatmap Studio, as Mara, who picks the accounts and projects it gets',
      scope: ALL,
      path: '/api/v2/accounts',
    },
  ],
  tour: ({ api, curl, token }) => [
    {
      say: 'A script reads the projects of an account with an access token of its owner',
      command: `${curl} '${api}/api/v2/accounts/10041/projects' -H 'Authorization: Bearer ${token('Weekly report')}'`,
    },
    {
      say: 'The same account does not exist for somebody who works on another one (404)',
      command: `${curl} -i '${api}/api/v2/accounts/10041/projects' -H 'Authorization: Bearer ${token('Launch script')}'`,
    },
  ],
};
