import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY } from '../../src/lib/clock.ts';
import { type Client, ClientId, NO_CONTEXT, type TokenFamily } from '../../src/model/index.ts';
import { keepsRefreshToken } from '../../src/rules/token/refresh.ts';
import { storedHash } from '../../src/tokens/format.ts';
import { client } from '../oauth/acme.ts';
import { by, redeeming } from '../oauth/serve.ts';
import { newProver, type Prover } from './prover.ts';
import { openSite, type Site } from './site.ts';

/** Redeems a code of `clientId` and gives its refresh token. */
async function connect(site: Site, clientId: string, prover: Prover | null): Promise<string> {
  const code = await site.served.consent({ clientId: ClientId(clientId) });
  const form = redeeming(code, { client_id: clientId });
  const { status, json } = await site.token(form, prover && site.prove(prover));
  assert.equal(status, 200, JSON.stringify(json));
  return String(json.refresh_token);
}

const refreshing = (clientId: string, token: string) => ({
  ...by(clientId),
  grant_type: 'refresh_token',
  refresh_token: token,
});

test('the refresh tokens of a public client work with the key that its code was redeemed with', async (t) => {
  const site = await openSite(t);
  const [owner, thief] = [newProver(), newProver()];
  const token = await connect(site, 'spa', owner);
  const form = refreshing('spa', token);
  const stolen = await site.token(form, site.prove(thief));
  assert.deepEqual([stolen.status, stolen.json.error], [400, 'invalid_grant']);
  const bare = await site.token(form, null);
  assert.deepEqual([bare.status, bare.json.error], [400, 'invalid_dpop_proof']);
  const own = await site.token(form, site.prove(owner));
  assert.deepEqual([own.status, own.json.token_type], [200, 'DPoP']);
  assert.notEqual(own.json.refresh_token, token, 'it rotates all the same');
  const next = await site.token(refreshing('spa', String(own.json.refresh_token)), site.prove(thief));
  assert.equal(next.json.error, 'invalid_grant', 'the successor is bound as well');
});

test('a client that proves itself may change its key', async (t) => {
  const site = await openSite(t);
  const token = await connect(site, 'web', newProver());
  const next = newProver();
  const { status, json } = await site.token(refreshing('web', token), site.prove(next));
  assert.equal(status, 200);
  const record = await site.served.api.store.accessToken(storedHash(String(json.access_token)));
  assert.deepEqual(record?.token.confirmation, { jkt: next.thumbprint });
});

test('a token is kept only where a copy of it is worth nothing', async (t) => {
  const site = await openSite(t);
  const settings = { refresh: 'static' } as const;
  const cases: [string, Partial<Client>, Prover | null, boolean][] = [
    ['spa', { settings }, newProver(), true],
    ['spa', { settings }, null, false],
    ['spa', { settings: {} }, newProver(), false],
    ['web', { settings }, newProver(), true],
    ['web', { settings }, null, false],
    ['web', { settings: {} }, newProver(), false],
  ];
  for (const [clientId, over, prover, kept] of cases) {
    await site.change(clientId, over);
    const token = await connect(site, clientId, prover);
    const { status, json } = await site.token(refreshing(clientId, token), prover && site.prove(prover));
    assert.equal(status, 200, JSON.stringify(json));
    assert.equal(
      json.refresh_token === token,
      kept,
      `${clientId} ${JSON.stringify(over)} ${prover === null}`,
    );
  }
});

test('a kept token lives on as long as it is used, and ends with its family', async (t) => {
  const site = await openSite(t, { lifetimes: { refreshIdle: 2 * 86_400, refreshAbsolute: 4 * 86_400 } });
  await site.change('spa', { settings: { refresh: 'static' } });
  const prover = newProver();
  const form = refreshing('spa', await connect(site, 'spa', prover));
  const idle = refreshing('spa', await connect(site, 'spa', prover));
  for (const day of [1, 2, 3]) {
    site.served.later(DAY);
    assert.equal((await site.token(form, site.prove(prover))).status, 200, `day ${day}`);
  }
  const unused = await site.token(idle, site.prove(prover));
  assert.deepEqual([unused.status, unused.json.error], [400, 'invalid_grant']);
  site.served.later(DAY);
  const over = await site.token(form, site.prove(prover));
  assert.deepEqual([over.status, over.json.error], [400, 'invalid_grant']);
});

test('twenty refreshes at once with a kept token all succeed; after a revocation none does', async (t) => {
  const site = await openSite(t);
  await site.change('spa', { settings: { refresh: 'static' } });
  const prover = newProver();
  const token = await connect(site, 'spa', prover);
  const form = refreshing('spa', token);
  const answers = await Promise.all(Array.from({ length: 20 }, () => site.token(form, site.prove(prover))));
  assert.ok(answers.every(({ status, json }) => status === 200 && json.refresh_token === token));
  assert.equal(new Set(answers.map(({ json }) => json.access_token)).size, 20);

  await site.served.post({ token, ...by('spa') }, { path: '/oauth/revoke' });
  const after = await site.token(form, site.prove(prover));
  assert.deepEqual([after.status, after.json.error], [400, 'invalid_grant']);
});

test('a token that was rotated before its client was set to keep them is still caught when it comes back', async (t) => {
  const site = await openSite(t);
  const prover = newProver();
  const first = await connect(site, 'spa', prover);
  const second = String((await site.token(refreshing('spa', first), site.prove(prover))).json.refresh_token);
  await site.change('spa', { settings: { refresh: 'static' } });
  assert.equal((await site.token(refreshing('spa', second), site.prove(prover))).status, 200);
  site.served.later(61_000);
  const replayed = await site.token(refreshing('spa', first), site.prove(prover));
  assert.deepEqual([replayed.status, replayed.json.error], [400, 'invalid_grant']);
  assert.equal((await site.token(refreshing('spa', second), site.prove(prover))).status, 400);
});

test('a client that authenticates with a key of its own may keep an unbound token', () => {
  const family = { context: NO_CONTEXT } as TokenFamily;
  const asks = (authMethod: Client['authMethod'], refresh: 'static' | 'rotating' = 'static') =>
    keepsRefreshToken(client('c', { authMethod, settings: { refresh } }), family);
  for (const method of ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const) {
    assert.equal(asks(method), true, method);
    assert.equal(asks(method, 'rotating'), false, method);
  }
  for (const method of ['client_secret_basic', 'client_secret_jwt', 'none', null] as const) {
    assert.equal(asks(method), false, String(method));
  }
});

test('a public client that proves a key repeats until the successor is used, and a thief without it harms nothing', async (t) => {
  const site = await openSite(t);
  const [owner, thief] = [newProver(), newProver()];
  const used = await connect(site, 'spa', owner);
  const refresh = (token: string, prover: Prover) => site.token(refreshing('spa', token), site.prove(prover));
  const successor = (await refresh(used, owner)).json.refresh_token;
  site.served.later(DAY);
  for (const repeat of [1, 2, 3]) {
    const { json } = await refresh(used, owner);
    assert.equal(json.refresh_token, successor, `repeat ${repeat}`);
  }
  const next = await refresh(String(successor), owner);
  assert.equal((await refresh(used, thief)).json.error, 'invalid_grant');
  assert.equal((await refresh(String(next.json.refresh_token), owner)).status, 200);
  assert.equal((await site.served.rows('token.reused')).length, 0, 'the key is judged before the use');
});
