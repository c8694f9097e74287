import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readToken, storedHash } from '../../../src/tokens/format.ts';
import { API } from '../acme.ts';
import { by, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({ defaultScopes: ['read:cases'] });
});
after(() => served.close());

function ask(clientId: string, over: Record<string, string> = {}) {
  return served.post({ grant_type: 'client_credentials', ...by(clientId), ...over });
}

describe('client credentials', () => {
  it('give an access token and nothing to refresh it with', async () => {
    const { status, json, text } = await ask('web', { scope: 'read write:cases' });
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(json).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
    assert.equal(json.scope, 'read write:cases');
    assert.deepEqual(readToken(String(json.access_token)), { prefix: 'lkc', mode: 'live' });
  });

  it('bind the token to tenant and user of the client', async () => {
    const { json } = await ask('service', { scope: 'read' });
    const record = await served.api.store.accessToken(storedHash(String(json.access_token)));
    assert.equal(record?.token.kind, 'client');
    assert.equal(record?.token.tenantId, 'org_a');
    assert.equal(record?.token.userId, 'usr_bot');
    assert.equal(record?.token.expiresAt, served.api.clock.now() + 3_600_000);
  });

  it('are no use to a client whose service user left the tenant', async () => {
    const { status, json } = await ask('lapsed', { scope: 'read' });
    assert.deepEqual([status, json.error], [400, 'invalid_grant']);
  });

  it('give the defaults that the client may have when it asks for none', async () => {
    assert.equal((await ask('web')).json.scope, 'read:cases');
    const strict = await serveOAuth();
    const { json } = await strict.post({ grant_type: 'client_credentials', ...by('web') });
    assert.equal(json.error, 'invalid_scope');
    await strict.close();
  });

  for (const [scope, what] of [
    ['nope', 'unknown'],
    ['read\twrite', 'malformed'],
    ['toString', 'a name of every object'],
    ['read:payouts', 'for platforms only'],
  ] as const) {
    it(`refuse the scope "${scope}": ${what}`, async () => {
      const { status, json } = await ask('web', { scope });
      assert.deepEqual([status, json.error], [400, 'invalid_scope']);
    });
  }

  it('let a platform have what is for platforms only', async () => {
    assert.equal((await ask('platform', { scope: 'read:payouts' })).json.scope, 'read:payouts');
  });

  it('are not for public clients, nor for clients without that grant type', async () => {
    for (const clientId of ['spa', 'codes-only']) {
      const { status, json } = await ask(clientId, { scope: 'read' });
      assert.deepEqual([status, json.error], [400, 'unauthorized_client'], clientId);
    }
  });

  it('take a resource of this API, and no other', async () => {
    const own = await ask('web', { scope: 'read', resource: `https://${API}/` });
    const record = await served.api.store.accessToken(storedHash(String(own.json.access_token)));
    assert.deepEqual(record?.token.audience, [`https://${API}`]);
    for (const resource of ['https://api.example', 'nonsense', `https://${API}#part`]) {
      const { status, json } = await ask('web', { scope: 'read', resource });
      assert.deepEqual([status, json.error], [400, 'invalid_target'], resource);
    }
  });

  it('give sandbox clients sandbox tokens', async () => {
    const { json } = await ask('sandboxed', { scope: 'read' });
    assert.match(String(json.access_token), /^lkc_test_/);
  });
});
