import { defineApi, gateway } from 'latchkey/config';
import { texts } from './texts.ts';

/** ProConvey: conveyancing for law firms. Platforms act for them through connected accounts. */
export default defineApi({
  name: 'proconvey',
  title: 'ProConvey',
  issuer: 'https://accounts.proconvey.co.uk',
  endpoints: {
    authorization: 'https://accounts.proconvey.co.uk/oauth/authorize',
    token: 'https://v2.proconvey.co.uk/oauth/token',
  },
  domains: {
    'v2.proconvey.co.uk': { mode: 'live', aliases: ['api.example.com'] },
    'sandbox.proconvey.co.uk': { mode: 'sandbox' },
  },
  branding: { accent: '#0f5c6e', support: 'api-support@proconvey.example' },
  tenant: { word: texts.organisation, field: 'organisation_id' },
  openapi: './openapi.yaml',
  front: gateway({ upstream: process.env.PROCONVEY_UPSTREAM ?? 'http://127.0.0.1:5001' }),
  accountHeader: 'ProConvey-Account',
  scopes: {
    read: { title: texts.read, covers: ['read:*'] },
    write: { title: texts.write, covers: ['write:*'], class: 'write' },
    admin: { title: texts.admin, class: 'admin' },
    'read:cases': texts.readCases,
    'write:cases': { title: texts.writeCases, class: 'write' },
    'read:quotes': texts.readQuotes,
    'write:quotes': { title: texts.writeQuotes, class: 'write' },
    'read:contacts': texts.readContacts,
    'write:contacts': { title: texts.writeContacts, class: 'write' },
    'read:documents': texts.readDocuments,
    'write:documents': { title: texts.writeDocuments, class: 'write' },
    'read:reports': { title: texts.readReports, class: 'reports' },
  },
  roles: {
    owner: { title: texts.owner, permissions: ['*'], managesTenant: true },
    admin: { title: texts.practiceManager, permissions: ['*'], managesTenant: true },
    solicitor: {
      title: texts.solicitor,
      permissions: ['cases.*', 'quotes.*', 'contacts.*', 'documents.*', '*.read'],
    },
    assistant: {
      title: texts.legalAssistant,
      permissions: [
        'contacts.*',
        'documents.*',
        'cases.read',
        'quotes.read',
        'users.read',
        'organisation.read',
      ],
    },
    viewer: { title: texts.viewer, permissions: ['*.read'] },
  },
  tokens: { plain: 'jwt', prefixes: { access: 'pcu', refresh: 'pcx', client: 'pcm', personal: 'pck' } },
  // The page shows no PKCE for its confidential clients, JSON token requests, and forms pasted over several lines.
  dialects: ['stray-whitespace', 'json-token-request', 'no-pkce-for-confidential'],
  limits: {
    platform: { calls: 6_000, per: 60 },
    connectedAccount: { calls: 600, per: 60 },
    client: { calls: 1_200, per: 60 },
    scopeClasses: {
      write: { calls: 300, per: 60 },
      reports: { calls: 60, per: 60 },
      admin: { calls: 30, per: 60 },
    },
  },
  developers: { signUp: 'open', approval: 'platforms', testTenant: { id: 'org_sample', role: 'solicitor' } },
  explorer: 'https://docs.proconvey.co.uk',
  pages: {
    section: texts.settings,
    tokens: { title: texts.apiSettings, path: '/settings/api' },
    clients: { title: texts.oauthApplications, path: '/settings/applications' },
    connections: { title: texts.connectedPlatforms, path: '/settings/connections' },
    members: { title: texts.people, path: '/settings/people' },
  },
});
