import { defineApi, sdk } from 'latchkey/config';

/** The application, which has the people and signs them in. */
const app = process.env.APP_URL ?? 'http://app.fern.localhost:5000';

export default defineApi({
  name: 'fern',
  title: 'Fern Notes',
  issuer: 'https://accounts.fern.example',
  endpoints: {
    authorization: 'https://accounts.fern.example/oauth/authorize',
    token: 'https://api.fern.example/oauth/token',
  },
  domains: { 'api.fern.example': {} },
  tenant: { word: 'company', field: 'company_id' },
  openapi: './openapi.yaml',
  front: sdk({ port: Number(new URL(app).port || 443) }),
  signInBy: {
    handOver: { signInUrl: `${app}/latchkey/sign-in`, consentUrl: `${app}/latchkey/consent` },
  },
  scopes: {
    'notes:read': 'Read your notes',
    'notes:write': { title: 'Add notes', covers: ['notes:read'], class: 'write', optional: true },
  },
  defaultScopes: ['notes:read'],
  roles: {
    owner: { title: 'Owner', permissions: ['*'], managesTenant: true },
    member: { title: 'Member', permissions: ['note.read'] },
  },
});
