import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readAuthorizationRequest } from '../../../src/oauth/authorize/authorization-request.ts';
import { ACCOUNTS, INITIAL_ACCESS_TOKEN } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';

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
    assert.equal(json.scope, 'read write read:cases write:cases offline_access');
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
      assert.deepEqual(stored?.client.scopes, [
        'read',
        'write',
        'read:cases',
        'write:cases',
        'offline_access',
      ]);
      const managing = { ...headers, authorization: `Bearer ${String(json.registration_access_token)}` };
      const path = new URL(String(json.registration_client_uri)).pathname;
      const again = await widening.call({ method: 'GET', host: ACCOUNTS, path, headers: managing, body: '' });
      assert.equal(again.json.scope, 'read:cases');
    } finally {
      await widening.close();
    }
  });

  const everything = 'read write read:cases write:cases offline_access';
  const public_ = { redirect_uris, token_endpoint_auth_method: 'none' };
  const taken: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['an empty scope', { scope: '' }, { scope: everything }],
    ['a scope of blanks', { scope: '  ' }, { scope: everything }],
    ['a scope with stray spaces', { scope: ' read  write ' }, { scope: 'read write' }],
    ['scopes that are not there', { scope: 'openid read read:payouts' }, { scope: 'read' }],
    ['no scope that is there', { scope: 'openid read:payouts' }, { scope: everything }],
    [
      'members of null',
      { scope: null, jwks: null, software_id: null, client_name: null },
      { jwks: undefined },
    ],
    [
      'empty texts',
      { logo_uri: '', client_uri: '', jwks_uri: '' },
      { logo_uri: undefined, jwks_uri: undefined },
    ],
    ['a page without TLS', { client_uri: 'http://n8n.intranet.example:5678/' }, {}],
    ['a logo without TLS', { logo_uri: 'http://a.example/a.png' }, { logo_uri: undefined }],
    [
      'more grants than are offered',
      { grant_types: ['implicit', 'refresh_token', 'client_credentials', 'authorization_code'] },
      { grant_types: ['authorization_code', 'refresh_token'] },
    ],
    [
      'more response types',
      { response_types: ['token', 'code', 'code id_token'] },
      { response_types: ['code'] },
    ],
    ['no response type by name', { response_types: [] }, { response_types: ['code'] }],
    [
      'a scheme of its own beside loopback addresses',
      {
        redirect_uris: [
          ...redirect_uris,
          'cursor://anysphere.cursor-mcp/oauth/callback',
          'http://localhost:8787/callback',
        ],
      },
      {},
    ],
    [
      'ports that are none',
      { redirect_uris: ['http://127.0.0.1:99999/cb', 'http://localhost:*/cb', 'http://[::1]:0/cb'] },
      {},
    ],
    [
      'a method that is not to be had beside one that is',
      {
        token_endpoint_auth_method: 'attest_jwt_client_auth',
        token_endpoint_auth_methods_supported: ['attest_jwt_client_auth', 'none'],
      },
      { token_endpoint_auth_method: 'none' },
    ],
    [
      'a preferred method without its keys beside none',
      {
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
      },
      { token_endpoint_auth_method: 'none' },
    ],
    [
      'a preferred method that proves nothing beside one that does',
      { token_endpoint_auth_methods_supported: ['client_secret_basic', 'none'] },
      { token_endpoint_auth_method: 'none' },
    ],
    [
      'the preferred of several methods',
      {
        token_endpoint_auth_method: 'client_secret_post',
        token_endpoint_auth_methods_supported: ['none', 'client_secret_post'],
      },
      { token_endpoint_auth_method: 'client_secret_post' },
    ],
  ];
  for (const [what, body, expected] of taken) {
    it(`takes ${what}, and answers with what it has`, async () => {
      const { status, json, text } = await register({ ...public_, ...body });
      assert.equal(status, 201, text);
      const told = Object.fromEntries(Object.keys(expected).map((name) => [name, json[name]]));
      assert.deepEqual(told, expected);
    });
  }

  it('reads members of null as left out when a registration is replaced', async () => {
    const { json } = await register({ ...public_, client_name: 'Before' });
    const replaced = await served.call({
      method: 'PUT',
      host: ACCOUNTS,
      path: `/oauth/register/${json.client_id}`,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${json.registration_access_token}`,
      },
      body: JSON.stringify({
        ...public_,
        client_id: json.client_id,
        client_secret: null,
        client_id_issued_at: null,
        client_name: '',
      }),
    });
    assert.equal(replaced.status, 200, replaced.text);
    assert.equal(replaced.json.client_name, 'agent.example');
  });

  const bad: [string, unknown, string][] = [
    ['no redirect URI', { client_name: 'x' }, 'invalid_redirect_uri'],
    ['an http redirect URI', { redirect_uris: ['http://agent.example/'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: ['https://agent.example/#x'] }, 'invalid_redirect_uri'],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['a redirect URI that is no string', { redirect_uris: [1] }, 'invalid_redirect_uri'],
    ['21 redirect URIs', { redirect_uris: Array(21).fill(redirect_uris[0]) }, 'invalid_redirect_uri'],
    [
      'a script as a private-use scheme',
      { ...public_, redirect_uris: ['javascript://%0aalert(1)'] },
      'invalid_redirect_uri',
    ],
    [
      'a port that is none elsewhere',
      { redirect_uris: ['https://a.example:99999/'] },
      'invalid_redirect_uri',
    ],
    ['a private-use scheme for a server', { redirect_uris: ['com.example:/cb'] }, 'invalid_redirect_uri'],
    ['client credentials', { redirect_uris, grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['the implicit grant', { redirect_uris, grant_types: ['implicit'] }, 'invalid_client_metadata'],
    ['refreshing alone', { redirect_uris, grant_types: ['refresh_token'] }, 'invalid_client_metadata'],
    ['another response type', { redirect_uris, response_types: ['token'] }, 'invalid_client_metadata'],
    ['an unknown method', { redirect_uris, token_endpoint_auth_method: 'x' }, 'invalid_client_metadata'],
    ['a name of two lines', { redirect_uris, client_name: 'a\nb' }, 'invalid_client_metadata'],
    ['a name that runs backwards', { redirect_uris, client_name: 'a\u202eb' }, 'invalid_client_metadata'],
    ['a page by script', { redirect_uris, client_uri: 'javascript:1' }, 'invalid_client_metadata'],
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
