import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { ACCOUNTS } from '../acme.ts';
import { type Reply, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

const redirect_uris = ['https://agent.example/callback'];

function call(method: string, path: string, token: string, body?: unknown): Promise<Reply> {
  return served.call({
    method,
    host: ACCOUNTS,
    path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: body === undefined ? '' : JSON.stringify(body),
  });
}

const register = (token: string, body: unknown = { redirect_uris }) =>
  call('POST', '/oauth/register', token, body);

async function invite(token: string, usesLeft: number | null): Promise<string> {
  const createdAt = served.api.clock.now();
  const row = { hash: sha256(token), usesLeft, createdAt, expiresAt: createdAt + HOUR };
  await served.api.store.addInitialAccessToken(row, []);
  return token;
}

const times = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe('an initial access token', () => {
  it('for one client makes one, however many ask at once', async () => {
    const token = await invite('for-one', 1);
    const replies = await times(50, () => register(token));
    assert.equal(replies.filter(({ status }) => status === 201).length, 1);
    for (const { status, json, headers, text } of replies.filter((reply) => reply.status !== 201)) {
      assert.deepEqual([status, json.error], [401, 'invalid_token'], text);
      assert.match(String(headers['www-authenticate']), /error="invalid_token"/);
      assert.equal(headers['cache-control'], 'no-store');
      assert.ok(!text.includes(token) && json.client_id === undefined);
    }
  });

  it('is not used up by what is refused', async () => {
    const token = await invite('patient', 1);
    for (const body of [{}, { redirect_uris: ['http://evil.example/'] }, { redirect_uris, jwks: 1 }]) {
      assert.equal((await register(token, body)).status, 400);
    }
    assert.equal((await register(token)).status, 201);
    assert.equal((await register(token)).status, 401);
  });

  it('does not manage what it registered, nor the other way round', async () => {
    const token = await invite('two', 2);
    const { json } = await register(token);
    const { pathname } = new URL(String(json.registration_client_uri));
    assert.equal((await call('GET', pathname, token)).status, 401);
    assert.equal((await register(String(json.registration_access_token))).status, 401);
  });

  it('stops with its time', async () => {
    const token = await invite('for-an-hour', null);
    served.later(HOUR - MINUTE);
    assert.equal((await register(token)).status, 201);
    served.later(MINUTE);
    assert.equal((await register(token)).status, 401);
  });
});

describe('a registration access token', () => {
  it('deletes once, and changes nothing afterwards, however many ask at once', async () => {
    const { json } = await register(await invite('for-deleting', 1));
    const { pathname } = new URL(String(json.registration_client_uri));
    const own = String(json.registration_access_token);
    const { client_id } = json;
    const replies = await times(30, (index) =>
      index % 3 === 0
        ? call('PUT', pathname, own, { client_id, redirect_uris, client_name: `Name ${index}` })
        : call('DELETE', pathname, own),
    );
    assert.equal(replies.filter(({ status }) => status === 204).length, 1);
    assert.ok(replies.every(({ status }) => [200, 204, 401].includes(status)));
    assert.equal((await call('GET', pathname, own)).status, 401);
    assert.equal((await call('PUT', pathname, own, { client_id, redirect_uris })).status, 401);
    assert.equal(await served.api.store.client(String(client_id), served.api.clock.now()), null);
  });
});
