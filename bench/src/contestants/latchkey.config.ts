import { defineApi, gateway, inProcess, sdk } from 'latchkey/config';
import { upstreamAddress } from './talk.ts';

const BODY = '{"ok":true}';

/** Defaults wherever possible, so that the measured configuration is a usual one. */
export default defineApi({
  name: 'bench',
  title: 'Bench',
  issuer: 'https://auth.bench.example',
  endpoints: {
    authorization: 'https://auth.bench.example/authorize',
    token: 'https://auth.bench.example/token',
    introspection: 'https://auth.bench.example/introspect',
  },
  domains: { 'api.bench.example': { mode: 'live' } },
  tenant: { word: 'business', field: 'business_id' },
  openapi: './latchkey.openapi.yaml',
  front: front(),
  scopes: { read: 'See things', write: 'Change things' },
  roles: { agent: { title: 'Agent', permissions: ['thing.*'] } },
  limits: {
    // Counted like any other limit, but never reached.
    platform: { calls: 1_000_000_000, per: 60 },
    connectedAccount: { calls: 1_000_000_000, per: 60 },
    client: { calls: 1_000_000_000, per: 60 },
  },
});

function front() {
  switch (process.env.FRONT) {
    case 'gateway':
      return gateway({ upstream: upstreamAddress() });
    case 'sdk':
      return sdk();
    default:
      return inProcess(async () => (_request, response) => {
        const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
        response.writeHead(200, headers).end(BODY);
      });
  }
}
