import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { corsHeaders, preflightHeaders } from '../../../src/http/cors.ts';
import { ACCOUNTS, API } from '../acme.ts';
import { basic, type Reply, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({ registration: 'open' });
});
after(() => served.close());

const redirect_uris = ['https://agent.example/callback'];
const FIRST = { redirect_uris, client_name: 'Agent', client_uri: 'https://agent.example/', scope: 'read' };

interface Registered {
  id: string;
  token: string;
  json: Record<string, unknown>;
}

async function register(over: Record<string, unknown> = {}): Promise<Registered> {
  const { status, text, json } = await served.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...FIRST, ...over }),
  });
  assert.equal(status, 201, text);
  return { id: String(json.client_id), token: String(json.registration_access_token), json };
}

function manage(method: string, id: string, token: string | null, body?: unknown): Promise<Reply> {
  return served.call({
    method,
    host: ACCOUNTS,
    path: `/oauth/register/${id}`,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? '' : JSON.stringify(body),
  });
}

/** Sends `count` requests that have all found their client before any of them acts on it. */
async function allLookedUp(count: number, send: () => Promise<Reply>): Promise<Reply[]> {
  const { store } = served.api;
  const lookUp = store.client;
  const all = Promise.withResolvers<void>();
  let found = 0;
  store.client = async (...asked) => {
    const known = await lookUp(...asked);
    found++;
    if (found === count) all.resolve();
    await all.promise;
    return known;
  };
  try {
    return await Promise.all(Array.from({ length: count }, send));
  } finally {
    store.client = lookUp;
  }
}

async function stored(id: string) {
  return served.api.store.client(id, served.api.clock.now());
}

describe('the client configuration endpoint', () => {
  it('tells a client its metadata as registered, without the secret', async () => {
    const { id, token, json } = await register();
    assert.equal(json.registration_client_uri, `https://${ACCOUNTS}/oauth/register/${id}`);
    const { status, headers, json: told } = await manage('GET', id, token);
    assert.equal(status, 200);
    assert.equal(headers['cache-control'], 'no-store');
    const { client_secret, client_secret_expires_at, ...rest } = json;
    assert.ok(client_secret);
    assert.equal(client_secret_expires_at, 0);
    assert.deepEqual(told, rest);
  });

  it('answers a wrong token, another client’s and an unknown client alike', async () => {
    const { id, token } = await register();
    const other = await register();
    const body = { ...FIRST, client_id: id };
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const sent = method === 'PUT' ? body : undefined;
      const replies = [
        await manage(method, id, 'guess', sent),
        await manage(method, id, other.token, sent),
        await manage(method, 'client_nobody', token, sent),
        // Made by an operator: no token manages it, not even an empty one.
        await manage(method, 'web', token, sent),
      ];
      for (const { status, headers, text } of replies) {
        assert.equal(status, 401);
        assert.equal(headers['www-authenticate'], 'Bearer realm="acme", error="invalid_token"');
        assert.equal(headers['cache-control'], 'no-store');
        assert.equal(text, replies[0]?.text);
      }
      const missing = await manage(method, id, null, sent);
      assert.equal(missing.status, 401);
      assert.equal(missing.headers['www-authenticate'], 'Bearer realm="acme"');
      assert.equal(missing.text, replies[0]?.text);
    }
    assert.equal((await stored(id))?.client.name, 'Agent');
    assert.ok(await stored('web'));
  });

  it('takes neither the secret nor a token in the address', async () => {
    const { id, token, json } = await register();
    assert.equal((await manage('GET', id, String(json.client_secret))).status, 401);
    assert.equal((await manage('GET', `${id}?access_token=${token}`, null)).status, 401);
  });

  it('replaces all metadata: what is left out is gone', async () => {
    const { id, token, json } = await register({ dpop_bound_access_tokens: true });
    const next = {
      client_id: id,
      client_secret: json.client_secret,
      redirect_uris: ['https://agent.example/new'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
    };
    const { status, json: told, text } = await manage('PUT', id, token, next);
    assert.equal(status, 200, text);
    const { client_secret: _, ...expected } = next;
    assert.deepEqual({ ...told, ...expected }, told);
    assert.equal(told.client_name, 'agent.example');
    assert.equal(told.client_uri, undefined);
    assert.equal(told.client_secret, undefined);
    assert.equal(told.dpop_bound_access_tokens, undefined);
    assert.equal(told.scope, 'read write read:cases write:cases offline_access');
    assert.equal(told.client_id_issued_at, json.client_id_issued_at);
    assert.deepEqual((await manage('GET', id, token)).json, told);

    const [row] = await served.rows('client.changed');
    assert.equal(row?.clientId, id);
    assert.deepEqual(row?.detail.redirectUris, next.redirect_uris);
    for (const secret of [token, String(json.client_secret)]) {
      assert.ok(!JSON.stringify(row).includes(secret));
    }
  });

  const keys = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] };
  const refused: [string, Record<string, unknown>, string][] = [
    ['another client_id', { client_id: 'web' }, 'invalid_client_metadata'],
    ['no client_id', { client_id: undefined }, 'invalid_client_metadata'],
    ['a secret of its own choice', { client_secret: 'hunter2' }, 'invalid_client_metadata'],
    ['becoming public', { token_endpoint_auth_method: 'none' }, 'invalid_client_metadata'],
    [
      'signing with a secret that is only hashed',
      { token_endpoint_auth_method: 'client_secret_jwt' },
      'invalid_client_metadata',
    ],
    ['what the server says', { client_id_issued_at: 1 }, 'invalid_client_metadata'],
    ['its token', { registration_access_token: 'x' }, 'invalid_client_metadata'],
    ['client credentials', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['an http redirect URI', { redirect_uris: ['http://agent.example/'] }, 'invalid_redirect_uri'],
    ['no redirect URI', { redirect_uris: [] }, 'invalid_redirect_uri'],
  ];
  for (const [what, over, error] of refused) {
    it(`refuses ${what}, and changes nothing`, async () => {
      const { id, token } = await register();
      const { status, json, text } = await manage('PUT', id, token, { ...FIRST, client_id: id, ...over });
      assert.deepEqual([status, json.error], [400, error], text);
      assert.ok(!text.includes('hunter2'));
      const { client } = (await stored(id)) ?? assert.fail();
      assert.deepEqual([client.name, client.redirectUris, client.scopes], ['Agent', redirect_uris, ['read']]);
      assert.equal(client.authMethod, 'client_secret_basic');
    });
  }

  it('lets a client turn from its secret to keys, and not back or to none', async () => {
    const { id, token } = await register();
    const signing = { ...FIRST, client_id: id, token_endpoint_auth_method: 'private_key_jwt', jwks: keys };
    const turned = await manage('PUT', id, token, signing);
    assert.equal(turned.status, 200, turned.text);
    assert.deepEqual(turned.json.jwks, keys);
    for (const token_endpoint_auth_method of ['client_secret_basic', 'none']) {
      const back = await manage('PUT', id, token, { ...FIRST, client_id: id, token_endpoint_auth_method });
      assert.deepEqual([back.status, back.json.error], [400, 'invalid_client_metadata']);
    }
  });

  it('gives a public client neither a secret nor keys', async () => {
    const { id, token } = await register({ token_endpoint_auth_method: 'none' });
    for (const over of [
      { token_endpoint_auth_method: 'client_secret_basic' },
      { token_endpoint_auth_method: 'private_key_jwt', jwks: keys },
      { token_endpoint_auth_method: 'none', client_secret: 'x' },
    ]) {
      const { status, json } = await manage('PUT', id, token, { ...FIRST, client_id: id, ...over });
      assert.deepEqual([status, json.error], [400, 'invalid_client_metadata']);
    }
  });

  it('deletes a client, once among ten, and what was issued to it', async () => {
    const { id, token, json } = await register();
    const replies = await allLookedUp(10, () => manage('DELETE', id, token));
    assert.deepEqual(replies.map(({ status }) => status).sort(), [204, ...Array(9).fill(401)]);
    assert.equal(replies.find(({ status }) => status === 204)?.text, '');
    const rows = (await served.rows('client.deleted')).filter(({ clientId }) => clientId === id);
    assert.equal(rows.length, 1);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const sent = method === 'PUT' ? { ...FIRST, client_id: id } : undefined;
      assert.equal((await manage(method, id, token, sent)).status, 401);
    }
    assert.equal(await stored(id), null);
    const asked = await served.call({
      method: 'POST',
      host: API,
      path: '/oauth/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...basic(id, String(json.client_secret)),
      },
      body: 'grant_type=authorization_code&code=x',
    });
    assert.equal(asked.json.error, 'invalid_client');
  });

  it('does not bring back a client that is deleted while it is being changed', async () => {
    const { id, token } = await register();
    let deleting = true;
    const replies = await allLookedUp(2, () => {
      const method = deleting ? 'DELETE' : 'PUT';
      deleting = false;
      return manage(method, id, token, method === 'PUT' ? { ...FIRST, client_id: id } : undefined);
    });
    assert.equal(replies[0]?.status, 204);
    // Either came first; afterwards there is nothing.
    assert.ok([200, 401].includes(replies[1]?.status ?? 0));
    assert.equal(await stored(id), null);
    assert.equal((await manage('GET', id, token)).status, 401);
  });

  it('is for the same origins as registration, with every method', () => {
    const { api } = served;
    const open = { ...api, config: { ...api.config, corsOrigins: ['https://app.example'] } };
    for (const origin of ['https://app.example', 'https://evil.example']) {
      const [one, all] = ['/oauth/register/client_x', '/oauth/register'].map((path) =>
        corsHeaders(open, origin, path),
      );
      assert.deepEqual(one, all);
      assert.equal(one?.['access-control-allow-origin'], origin.includes('evil') ? undefined : origin);
    }
    assert.match(preflightHeaders('authorization')['access-control-allow-methods'] ?? '', /PUT.*DELETE/);
  });

  it('is not there where registration is off', async () => {
    const off = await serveOAuth({ registration: 'off' });
    const path = '/oauth/register/client_x';
    const { status } = await off.call({ method: 'GET', host: ACCOUNTS, path, headers: {}, body: '' });
    assert.equal(status, 404);
    await off.close();
  });
});
