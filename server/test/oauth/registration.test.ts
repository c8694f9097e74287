import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readAuthorizationRequest } from '../../src/oauth/authorization-request.ts';
import { ACCOUNTS, INITIAL_ACCESS_TOKEN } from './acme.ts';
import { type Served, serveOAuth } from './serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({ registration: 'open', dialects: ['no-pkce-for-confidential'] });
});
after(() => served.close());

const redirect_uris = ['https://agent.example/callback'];

function register(body: unknown, headers: Record<string, string> = {}, at = served) {
  return at.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('registration', () => {
  it('gives a confidential client its secret, once', async () => {
    const { status, json, headers, text } = await register({ redirect_uris, client_name: 'Agent' });
    assert.equal(status, 201, text);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(json.client_secret_expires_at, 0);
    assert.equal(json.token_endpoint_auth_method, 'client_secret_basic');
    assert.deepEqual(json.grant_types, ['authorization_code']);
    assert.equal(json.scope, 'read write read:cases write:cases');
    assert.equal(typeof json.client_id_issued_at, 'number');
    const stored = await served.api.store.client(String(json.client_id), served.api.clock.now());
    assert.equal(stored?.client.kind, 'confidential');
    assert.equal(stored?.client.origin, 'registration');
    assert.deepEqual(stored?.client.dialects, []);
    assert.ok(!JSON.stringify(stored).includes(String(json.client_secret)));
    assert.ok(!JSON.stringify(stored).includes(String(json.registration_access_token)));
  });

  it('gives a public client none, and lets it have a private-use scheme', async () => {
    const { status, json } = await register({
      redirect_uris: ['http://127.0.0.1/callback', 'com.example.agent:/callback'],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'read:cases',
      software_id: 'ignored',
    });
    assert.equal(status, 201);
    assert.equal(json.client_secret, undefined);
    assert.equal(json.client_name, '127.0.0.1');
    assert.equal(json.scope, 'read:cases');
  });

  it('answers with the scopes that were asked for, also where they are only the first ones', async () => {
    const widening = await serveOAuth({ registration: 'open', registeredScope: 'first' });
    try {
      const body = JSON.stringify({ redirect_uris, scope: 'read:cases' });
      const headers = { 'content-type': 'application/json' };
      const { json } = await widening.call({
        method: 'POST',
        host: ACCOUNTS,
        path: '/oauth/register',
        headers,
        body,
      });
      assert.equal(json.scope, 'read:cases');
      const stored = await widening.api.store.client(String(json.client_id), widening.api.clock.now());
      assert.deepEqual(stored?.client.scopes, ['read', 'write', 'read:cases', 'write:cases']);
      const managing = { ...headers, authorization: `Bearer ${String(json.registration_access_token)}` };
      const path = new URL(String(json.registration_client_uri)).pathname;
      const again = await widening.call({ method: 'GET', host: ACCOUNTS, path, headers: managing, body: '' });
      assert.equal(again.json.scope, 'read:cases');
    } finally {
      await widening.close();
    }
  });

  const bad: [string, unknown, string][] = [
    ['no redirect URI', { client_name: 'x' }, 'invalid_redirect_uri'],
    ['an http redirect URI', { redirect_uris: ['http://agent.example/'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: ['https://agent.example/#x'] }, 'invalid_redirect_uri'],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['a redirect URI that is no string', { redirect_uris: [1] }, 'invalid_redirect_uri'],
    ['21 redirect URIs', { redirect_uris: Array(21).fill(redirect_uris[0]) }, 'invalid_redirect_uri'],
    ['a private-use scheme for a server', { redirect_uris: ['com.example:/cb'] }, 'invalid_redirect_uri'],
    ['client credentials', { redirect_uris, grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['the implicit grant', { redirect_uris, grant_types: ['implicit'] }, 'invalid_client_metadata'],
    ['refreshing alone', { redirect_uris, grant_types: ['refresh_token'] }, 'invalid_client_metadata'],
    ['another response type', { redirect_uris, response_types: ['token'] }, 'invalid_client_metadata'],
    ['an unknown method', { redirect_uris, token_endpoint_auth_method: 'x' }, 'invalid_client_metadata'],
    ['an unknown scope', { redirect_uris, scope: 'read nope' }, 'invalid_client_metadata'],
    ['a scope for platforms', { redirect_uris, scope: 'read:payouts' }, 'invalid_client_metadata'],
    ['a name of two lines', { redirect_uris, client_name: 'a\nb' }, 'invalid_client_metadata'],
    ['a name that runs backwards', { redirect_uris, client_name: 'a\u202eb' }, 'invalid_client_metadata'],
    ['a logo by script', { redirect_uris, logo_uri: 'javascript:1' }, 'invalid_client_metadata'],
    ['a list', [], 'invalid_client_metadata'],
    ['nothing', 'null', 'invalid_client_metadata'],
    ['broken JSON', '{', 'invalid_client_metadata'],
  ];
  for (const [what, body, error] of bad) {
    it(`refuses ${what}`, async () => {
      const { status, json, text } = await register(body);
      assert.deepEqual([status, json.error], [400, error], text);
      assert.ok(json.error_description);
    });
  }

  it('refuses another media type and a body without end', async () => {
    const form = await register('x', { 'content-type': 'text/plain' });
    assert.equal(form.json.error, 'invalid_client_metadata');
    assert.equal((await register({ redirect_uris, x: 'y'.repeat(70_000) })).status, 413);
  });

  it('gives no dialect of the API: PKCE stays required', async () => {
    const { json } = await register({ redirect_uris });
    const query = (id: string) => `client_id=${id}&response_type=code&scope=read`;
    const own = await readAuthorizationRequest(served.api, query(String(json.client_id)));
    assert.ok(!own.ok && own.problem.show === 'redirect' && own.problem.location.includes('code_challenge'));
    assert.ok((await readAuthorizationRequest(served.api, query('web'))).ok);
  });

  it('takes an initial access token unless it is open, and is not there when it is off', async () => {
    const guarded = await serveOAuth();
    const nothing = await register({ redirect_uris }, {}, guarded);
    assert.equal(nothing.status, 401);
    assert.equal(nothing.headers['www-authenticate'], 'Bearer realm="acme"');
    const wrong = await register({ redirect_uris }, { authorization: 'Bearer guess' }, guarded);
    assert.match(String(wrong.headers['www-authenticate']), /error="invalid_token"/);
    const authorization = `Bearer ${INITIAL_ACCESS_TOKEN}`;
    assert.equal((await register({ redirect_uris }, { authorization }, guarded)).status, 201);
    await guarded.close();

    const off = await serveOAuth({ registration: 'off' });
    assert.equal((await register({ redirect_uris }, {}, off)).status, 404);
    await off.close();
  });
});
