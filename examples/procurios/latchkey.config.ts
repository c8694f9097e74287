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
  tenant: { word: { en: 'association', nl: 'vereniging', de: 'Verein' }, field: 'association_id' },
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
      title: {
        en: 'Know who you are, and use the objects of your association as you may yourself',
        nl: 'Weten wie u bent, en de objecten van uw vereniging gebruiken zoals u dat zelf mag',
        de: 'Wissen, wer Sie sind, und die Objekte Ihres Vereins so nutzen, wie Sie selbst es dürfen',
      },
      covers: ['object.*'],
      class: 'write',
    },
    'object.read': {
      en: 'Read the objects of your association',
      nl: 'De objecten van uw vereniging lezen',
      de: 'Die Objekte Ihres Vereins lesen',
    },
    'object.write': {
      title: {
        en: 'Read and add objects of your association',
        nl: 'De objecten van uw vereniging lezen en er toevoegen',
        de: 'Die Objekte Ihres Vereins lesen und welche hinzufügen',
      },
      covers: ['object.read'],
      class: 'write',
    },
  },
  roles: {
    administrator: {
      title: { en: 'Administrator', nl: 'Beheerder', de: 'Verwaltung' },
      permissions: ['*'],
      managesTenant: true,
    },
    editor: {
      title: { en: 'Editor', nl: 'Redacteur', de: 'Redaktion' },
      permissions: ['object.read', 'object.write'],
    },
    reader: { title: { en: 'Reader', nl: 'Lezer', de: 'Lesend' }, permissions: ['object.read'] },
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
  developers: { signUp: 'approval', testTenant: { id: 'ass_sample', role: 'editor' } },
  explorer: 'https://docs.procurios.com',
  pages: {
    section: { en: 'My profile', nl: 'Mijn profiel', de: 'Mein Profil' },
    connections: {
      title: { en: 'Linked applications', nl: 'Gekoppelde applicaties', de: 'Verknüpfte Anwendungen' },
      path: '/l/profile/applications',
    },
    tokens: {
      title: { en: 'API keys', nl: 'API-sleutels', de: 'API-Schlüssel' },
      path: '/l/profile/api-keys',
    },
    clients: {
      title: { en: 'OAuth2 clients', nl: 'OAuth2-clients', de: 'OAuth2-Clients' },
      path: '/l/profile/oauth2-clients',
    },
    members: {
      title: { en: 'Users and roles', nl: 'Gebruikers en rollen', de: 'Benutzer und Rollen' },
      path: '/l/profile/users',
    },
  },
});
