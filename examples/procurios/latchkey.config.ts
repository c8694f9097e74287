import { defineApi, sdk } from 'latchkey/config';

/**
 * Association management, through the SDK in another process. Its clients keep using their older forms of
 * OAuth.
 */
export default defineApi({
  name: 'procurios',
  title: 'Procurios',
  issuer: 'https://procurios.com',
  endpoints: {
    authorization: 'https://procurios.com/l/oauth2/authorize',
    token: 'https://procurios.com/l/oauth2/token',
    revocation: 'https://procurios.com/l/oauth2/revoke',
    introspection: 'https://procurios.com/l/oauth2/introspect',
    registration: 'https://procurios.com/l/oauth2/register',
    jwks: 'https://procurios.com/l/oauth2/jwks',
  },
  domains: { 'procurios.api': { mode: 'live' } },
  labels: { 'procurios.com': 'www', 'procurios.api': 'api' },
  branding: { accent: '#9c2a5b', support: 'support@procurios.example' },
  tenant: { word: 'association', field: 'association_id' },
  openapi: './openapi.yaml',
  front: sdk(),
  versions: {
    mediaType: 'application/vnd.procurios.application+json; version={version}',
    known: [{ name: '1' }],
    default: '1',
  },
  languages: ['en', 'nl', 'de'],
  scopes: {
    profile: {
      title: 'Know who you are, and use the objects of your association as you may yourself',
      covers: ['object.*'],
      class: 'write',
    },
    'object.read': 'Read the objects of your association',
    'object.write': {
      title: 'Read and add objects of your association',
      covers: ['object.read'],
      class: 'write',
    },
  },
  roles: {
    administrator: { title: 'Administrator', permissions: ['*'], managesTenant: true },
    editor: { title: 'Editor', permissions: ['object.read', 'object.write'] },
    reader: { title: 'Reader', permissions: ['object.read'] },
  },
  tokens: { prefixes: { access: 'pra', refresh: 'prr', client: 'prc', personal: 'prp' } },
  // The published guide tells clients to send these.
  dialects: [
    'redirect-url-parameter',
    'schemeless-redirect',
    'grant-type-code',
    'no-pkce-for-confidential',
    'redirect-uri-not-repeated',
    'form-without-content-type',
    'lower-case-bearer',
  ],
  limits: {
    client: { calls: 1_200, per: 60 },
    scopeClasses: { write: { calls: 600, per: 60 } },
  },
  // Its team gives each developer a client id.
  developers: { signUp: 'approval' },
  explorer: 'https://docs.procurios.com',
  pages: {
    section: 'My profile',
    connections: { title: 'Linked applications', path: '/l/profile/applications' },
    tokens: { title: 'API keys', path: '/l/profile/api-keys' },
    clients: { title: 'OAuth2 clients', path: '/l/profile/oauth2-clients' },
    members: { title: 'Users and roles', path: '/l/profile/users' },
  },
});
