import { defineApi, inProcess } from 'latchkey';
import { CLAIMS, DETAIL } from './people.ts';
import { resource } from './resource.ts';

/** Set by `start.ts`: where the suite reaches this server, and where that asks for certificates. */
const {
  CONFORMANCE_FAPI_ISSUER: issuer = 'https://localhost:4444',
  CONFORMANCE_FAPI_CERTIFICATES: origin = 'https://localhost:4445',
  CONFORMANCE_FAPI_AUTHORITY: authorities,
} = process.env;

/** FAPI 2.0 by its profile. Everything that the profile leaves open is as in any API. */
export default defineApi({
  name: 'fapi',
  title: 'Conformance',
  profile: 'fapi2',
  issuer,
  endpoints: { authorization: `${issuer}/oauth/authorize`, token: `${issuer}/oauth/token` },
  domains: { [new URL(issuer).hostname]: { mode: 'live' } },
  tenant: { word: 'organisation', field: 'organisation_id' },
  openapi: './openapi.yaml',
  front: inProcess(async () => resource),
  clientCertificates: { from: 'tls', origin, authorities },
  authorizationDetails: {
    [DETAIL.type]: { title: 'Open one record', schema: { properties: { identifier: { type: 'string' } } } },
  },
  scopes: { 'resource.read': 'Read the resource' },
  roles: { member: { title: 'Member', permissions: ['resource.read'] } },
  signIn: {
    emailsVerified: true,
    claims: { names: Object.keys(CLAIMS), list: async () => CLAIMS },
  },
});
