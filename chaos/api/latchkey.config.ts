import { defineApi, gateway } from 'latchkey/config';

/** The API that is served while faults are made. Its limits are out of reach: a refusal would hide what is looked for. */
export default defineApi({
  name: 'yard',
  title: 'Yard',
  issuer: 'https://accounts.yard.example',
  endpoints: {
    authorization: 'https://accounts.yard.example/oauth/authorize',
    token: 'https://accounts.yard.example/oauth/token',
  },
  domains: { 'api.yard.example': {} },
  tenant: { word: 'company', field: 'company_id' },
  openapi: './openapi.yaml',
  front: gateway({ upstream: process.env.CHAOS_UPSTREAM ?? 'http://127.0.0.1:5000' }),
  scopes: { 'notes:read': 'Read your notes' },
  defaultScopes: ['notes:read'],
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    member: { title: 'Member', permissions: ['note.read'] },
  },
  limits: { client: { calls: 1_000_000, per: 60 }, personalTokens: 1_000 },
  // The receiver of events runs on this machine.
  webhooks: { privateRanges: ['127.0.0.0/8'] },
});
