import { defineApi, inProcess } from 'latchkey';
import { CLAIMS } from './people.ts';
import { resource } from './resource.ts';

/** Set by `start.ts`: where the suite reaches this server. */
const issuer = process.env.CONFORMANCE_OPENID_ISSUER ?? 'https://localhost:4443';

/** OpenID Connect as the Basic and Config plans of the OpenID Foundation's suite test it. */
export default defineApi({
  name: 'openid',
  title: 'Conformance',
  issuer,
  endpoints: { authorization: `${issuer}/oauth/authorize`, token: `${issuer}/oauth/token` },
  domains: { [new URL(issuer).hostname]: { mode: 'live' } },
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: './openapi.yaml',
  front: inProcess(async () => resource),
  scopes: { 'resource.read': 'Read the resource' },
  roles: { member: { title: 'Member', permissions: ['resource.read'] } },
  signIn: {
    emailsVerified: true,
    claims: { names: Object.keys(CLAIMS), list: async () => CLAIMS },
  },
});
