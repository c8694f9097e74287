import { defineApi, forwardAuth } from 'latchkey/config';
import { listResources } from './resources.ts';
import { texts } from './texts.ts';

/** Convert: A/B testing. Browser applications access the accounts and projects that the user selects. */
export default defineApi({
  name: 'convert',
  title: 'Convert',
  issuer: 'https://app.convert.com',
  endpoints: {
    authorization: 'https://app.convert.com/auth/oauth/authorize',
    token: 'https://api.convert.com/api/v2/auth/oauth/token',
  },
  domains: { 'api.convert.com': {} },
  // The tenant is a company; accounts and projects are its resources, which the user selects.
  branding: { accent: '#5b3fd1', support: 'support@convert.example' },
  tenant: { word: texts.company, field: 'company_id' },
  openapi: './openapi.yaml',
  front: forwardAuth(),
  scopes: {
    selected_accounts_projects: {
      title: texts.selectedAccountsProjects,
      covers: ['selected_accounts_projects.read'],
      class: 'write',
      selectsResources: true,
    },
    'selected_accounts_projects.read': {
      title: texts.selectedAccountsProjectsRead,
      selectsResources: true,
    },
  },
  resources: { list: listResources },
  roles: {
    owner: { title: texts.owner, permissions: ['*'], managesTenant: true },
    admin: { title: texts.admin, permissions: ['*'], managesTenant: true },
    editor: { title: texts.editor, permissions: ['*.read', 'experiences.write', 'goals.write'] },
    reviewer: { title: texts.reviewer, permissions: ['*.read'] },
  },
  tokens: {
    prefixes: {
      access: 'cva',
      refresh: 'cvr',
      connectedAccess: 'cvca',
      connectedRefresh: 'cvcr',
      client: 'cvm',
      personal: 'cvk',
    },
  },
  // The page's authorization URL names no challenge method, and its token request is JSON.
  dialects: ['s256-assumed', 'json-token-request'],
  corsOrigins: ['*'],
  limits: {
    client: { calls: 1_200, per: 60 },
    scopeClasses: { write: { calls: 300, per: 60 } },
  },
  developers: { signUp: 'open', testTenant: { id: 'comp_sample', role: 'editor' } },
  explorer: 'https://docs.convert.com',
  pages: {
    section: texts.profileSettings,
    // The page's article is about browser applications, which have no secret.
    clients: { title: texts.oauthClients, path: '/profile/oauth-clients', begins: 'public' },
    tokens: { title: texts.accessTokens, path: '/profile/access-tokens' },
    connections: { title: texts.connectedApplications, path: '/profile/connections' },
    members: { title: texts.people, path: '/profile/people' },
  },
});
