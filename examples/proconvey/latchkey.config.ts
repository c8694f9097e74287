import { defineApi, gateway } from 'latchkey/config';

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
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: './openapi.yaml',
  front: gateway({ upstream: process.env.PROCONVEY_UPSTREAM ?? 'http://127.0.0.1:5001' }),
  accountHeader: 'ProConvey-Account',
  scopes: {
    read: { title: 'See everything in the organisation', covers: ['read:*'] },
    write: { title: 'Add and change records in the organisation', covers: ['write:*'], class: 'write' },
    admin: { title: 'Change the organisation’s account settings', class: 'admin' },
    'read:cases': 'See cases and where each one stands',
    'write:cases': { title: 'Open cases and change them', class: 'write' },
    'read:quotes': 'See quotes and their fees',
    'write:quotes': { title: 'Prepare quotes and change them', class: 'write' },
    'read:contacts': 'See clients and other contacts',
    'write:contacts': { title: 'Add contacts and change them', class: 'write' },
    'read:documents': 'See and download documents',
    'write:documents': { title: 'Upload documents and change them', class: 'write' },
    'read:reports': { title: 'See reports on cases and fees', class: 'reports' },
  },
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    admin: { title: 'Practice manager', permissions: ['*'], managesTenant: true },
    solicitor: {
      title: 'Solicitor',
      permissions: ['cases.*', 'quotes.*', 'contacts.*', 'documents.*', '*.read'],
    },
    assistant: {
      title: 'Legal assistant',
      permissions: [
        'contacts.*',
        'documents.*',
        'cases.read',
        'quotes.read',
        'users.read',
        'organisation.read',
      ],
    },
    viewer: { title: 'Viewer', permissions: ['*.read'] },
  },
  tokens: {
    plain: 'jwt',
    prefixes: { access: 'pcu', refresh: 'pcx', client: 'pcm', personal: 'pck' },
  },
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
  developers: { signUp: 'open', approval: 'live', testTenant: { id: 'org_sample', role: 'solicitor' } },
  explorer: 'https://docs.proconvey.co.uk',
  pages: {
    section: 'Settings',
    tokens: { title: 'API Settings', path: '/settings/api' },
    clients: { title: 'OAuth applications', path: '/settings/applications' },
    connections: { title: 'Connected platforms', path: '/settings/connections' },
    members: { title: 'People', path: '/settings/people' },
  },
});
