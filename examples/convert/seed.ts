import type { DemoSeed } from '../demo/seed.ts';
import { BRIGHTLANE, PEOPLE, SOLSTICE } from './people.ts';

/** A pair that everybody may know, since it only ever guards a demo; applications make a new one each time. */
const TOUR_VERIFIER = 'tour-verifier-for-the-demo-of-convert-only-0123456789';
const TOUR_CHALLENGE = 'z1I-vXJW9H416AtbYFDbcuGrQ6bDJubWyAI7qBYLLgI';

const READ = 'selected_accounts_projects.read';
const ALL = 'selected_accounts_projects';

/** The page's authorization URL names no redirect URI, so each client has exactly one. */
export const seed: DemoSeed = {
  tenants: [BRIGHTLANE, SOLSTICE],
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
      // Where a person who follows the tour in a browser comes back to.
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
  tour: ({ api, curl, authorization, tokenEndpoint, token }) => [
    {
      say: 'A script reads the projects of an account with an access token of its owner',
      command: `${curl} '${api}/api/v2/accounts/10041/projects' -H 'Authorization: Bearer ${token('Weekly report')}'`,
    },
    {
      say: 'The same account does not exist for somebody who works on another one',
      command: `${curl} '${api}/api/v2/accounts/10041/projects' -H 'Authorization: Bearer ${token('Launch script')}'`,
    },
    {
      say: 'Connect an application: open this in a browser, sign in, pick projects, and copy the code you get (within a minute)',
      command: `${authorization}?client_id=cv_heatmap_studio&state=k3Vd9sQwZ1xT&scope=${ALL}&response_type=code&code_challenge=${TOUR_CHALLENGE}`,
    },
    {
      say: 'Exchange it for a token that opens those projects and nothing else',
      command: `${curl} -X POST '${tokenEndpoint}' -H 'Content-Type: application/json' -d '{"grant_type":"authorization_code","code":"YOUR_RECEIVED_CODE","client_id":"cv_heatmap_studio","code_verifier":"${TOUR_VERIFIER}"}'`,
    },
  ],
};
