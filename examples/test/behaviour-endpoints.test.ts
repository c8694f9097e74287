import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  type Answered,
  bearer,
  codeFor,
  credentials,
  type Held,
  person,
  post,
  refresh,
  send,
  tokens,
} from './demo/client.ts';
import { pkcePair } from './demo/connect.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

type Name = keyof RunningDemo['demo']['apis'];

/** The journey for each API: who consents to what for which client, and a call that is then allowed. */
const JOURNEYS: Record<
  Name,
  { user: string; client: string; scope: string; path: string; resource?: string }
> = {
  proconvey: { user: 'margaret', client: 'app_hartley_portal', scope: 'read', path: '/users' },
  procurios: { user: 'bram', client: 'abc123', scope: 'object.read', path: '/l/module_api/object' },
  prospectconnect: { user: 'marcus', client: 'deal-desk', scope: 'contact.read', path: '/v1/contacts' },
  convert: {
    user: 'mara',
    client: 'cv_heatmap_studio',
    scope: 'selected_accounts_projects',
    path: '/api/v2/accounts/10041',
    resource: 'account:10041',
  },
};
const NAMES = Object.keys(JOURNEYS) as Name[];

/** The endpoints that stand behind all four APIs alike. */
describe('metadata, keys, revocation and introspection', () => {
  let running: RunningDemo;
  const share = joinDemo();
  before(async () => {
    running = await share.start();
  });
  after(async () => {
    await share.leave();
  });

  const clientOf = (api: DemoApi, id: string) => {
    const client = api.clients.find(({ client_id }) => client_id === id);
    assert.ok(client);
    return client;
  };
  const metadataOf = async (api: DemoApi) =>
    (await send(new URL('/.well-known/oauth-authorization-server', api.issuer).href)).json;
  const call = (api: DemoApi, path: string, token: unknown): Promise<Answered> =>
    send(`${api.api}${path}`, { headers: bearer(token) });

  async function connect(name: Name): Promise<Held> {
    const api = running.demo.apis[name];
    const { user, client: id, scope, resource } = JOURNEYS[name];
    const client = clientOf(api, id);
    const redirect_uri = client.redirect_uris[0] ?? '';
    const { verifier, challenge } = pkcePair();
    const asked = { redirect_uri, scope, code_challenge: challenge, code_challenge_method: 'S256' };
    const choose = resource === undefined ? {} : { resources: [resource] };
    const code = await codeFor(running.demo, api, client, person(api, user), asked, choose);
    const exchange = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier };
    return tokens(api, { ...exchange, ...credentials(client) });
  }

  for (const name of NAMES) {
    it(`tell where everything of ${name} is, as it is served now`, async () => {
      const api = running.demo.apis[name];
      const metadata = await metadataOf(api);
      assert.equal(metadata.issuer, api.issuer);
      assert.equal(metadata.authorization_endpoint, api.authorization_endpoint);
      assert.equal(metadata.token_endpoint, api.token_endpoint);
      assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
      assert.equal(metadata.authorization_response_iss_parameter_supported, true);
      const registered = await send(String(metadata.registration_endpoint), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirect_uris: ['https://agent.example/callback'] }),
      });
      // Elsewhere it takes an initial access token (RFC 7591 section 3).
      assert.equal(registered.status, name === 'prospectconnect' ? 201 : 401, registered.text);
      const keys = await send(String(metadata.jwks_uri));
      assert.equal(keys.status, 200);
      const [key] = keys.json.keys as Record<string, unknown>[];
      assert.ok(key && !('d' in key), 'a public key');
      for (const endpoint of ['token', 'revocation', 'introspection']) {
        const url = String(metadata[`${endpoint}_endpoint`]);
        const wrong = await send(url);
        assert.equal(wrong.status, 405, url);
        const answer = await post(url, { token: 'abc', client_id: 'nobody' });
        assert.equal(answer.status, 401, answer.text);
        assert.equal(answer.json.error, 'invalid_client');
        assert.equal(answer.headers['cache-control'], 'no-store');
      }
    });

    it(`end what came of one connection to ${name}, for good and at once`, async () => {
      const api = running.demo.apis[name];
      const { client: id, path } = JOURNEYS[name];
      const client = clientOf(api, id);
      const revocation = String((await metadataOf(api)).revocation_endpoint);
      const revoke = (token: string, by = credentials(client)) => post(revocation, { token, ...by });
      const held = await connect(name);
      assert.equal((await call(api, path, held.access_token)).status, 200);

      assert.equal((await revoke('nothing-that-was-ever-issued')).status, 200);
      const other = api.clients.find((each) => each.client_id !== id && each.kind === client.kind);
      if (other) await revoke(held.refresh_token, credentials(other));
      assert.equal((await call(api, path, held.access_token)).status, 200, 'another client ends nothing');

      const renewed = await refresh(api, client, held.refresh_token);
      assert.equal(renewed.status, 200, renewed.text);
      assert.equal((await revoke(held.access_token)).status, 200);
      assert.equal((await call(api, path, held.access_token)).json.code, 'token_revoked');
      assert.equal((await call(api, path, renewed.json.access_token)).status, 200);
      assert.equal((await revoke(String(renewed.json.refresh_token))).status, 200);
      assert.equal((await call(api, path, renewed.json.access_token)).json.code, 'token_revoked');
      const last = await refresh(api, client, String(renewed.json.refresh_token));
      assert.equal(last.json.error, 'invalid_grant');
    });
  }

  it('describe a token to the client it was issued to, and to nobody else', async () => {
    const api = running.demo.apis.proconvey;
    const held = await connect('proconvey');
    const url = String((await metadataOf(api)).introspection_endpoint);
    const by = (id: string) => credentials(clientOf(api, id));
    const mine = await post(url, { token: held.access_token, ...by('app_hartley_portal') });
    assert.equal(mine.json.active, true, mine.text);
    assert.equal(mine.json.client_id, 'app_hartley_portal');
    assert.equal(mine.json.scope, 'read');
    assert.equal(mine.json.iss, api.issuer);
    const theirs = await post(url, { token: held.access_token, ...by('plat_nimbus') });
    assert.deepEqual(theirs.json, { active: false });
    const unknown = await post(url, { token: 'abc', ...by('app_hartley_portal') });
    assert.deepEqual(unknown.json, { active: false });
  });

  it('sign ProConvey’s JWT access tokens with a key that is published (RFC 9068)', async () => {
    const api = running.demo.apis.proconvey;
    const { access_token } = await connect('proconvey');
    const [head = '', payload = '', signature = ''] = access_token.split('.');
    const { alg, kid, typ } = decoded(head);
    assert.equal(typ, 'at+jwt');
    const jwks = await send(String((await metadataOf(api)).jwks_uri));
    const jwk = (jwks.json.keys as Record<string, unknown>[]).find((key) => key.kid === kid);
    assert.ok(jwk);
    assert.ok(alg === 'ES256' || alg === 'EdDSA', String(alg));
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(`${head}.${payload}`);
    const bytes = Buffer.from(signature, 'base64url');
    const check = alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' as const } : key;
    assert.ok(verify(alg === 'ES256' ? 'sha256' : null, signed, check, bytes));
    const claims = decoded(payload);
    assert.equal(claims.iss, api.issuer);
    assert.equal(claims.client_id, 'app_hartley_portal');
    assert.equal(claims.scope, 'read');
    assert.equal(Number(claims.exp) - Number(claims.iat), 3_600);
    const forged = `${head}.${Buffer.from(JSON.stringify({ ...claims, scope: 'admin' })).toString('base64url')}.${signature}`;
    assert.equal((await call(api, '/users', forged)).json.code, 'invalid_token');
  });
});

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}
