import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, redeeming, type Served, serveOAuth } from './serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

async function connect(clientId = 'web') {
  const code = await served.consent({ clientId });
  const { json } = await served.post(redeeming(code, { client_id: clientId }));
  return { access: String(json.access_token), refresh: String(json.refresh_token) };
}

async function revoke(token: string, clientId = 'web', over: Record<string, string> = {}) {
  const reply = await served.post({ token, ...by(clientId), ...over }, { path: '/oauth/revoke' });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.text, '{}');
  assert.equal(reply.headers['cache-control'], 'no-store');
}

async function isActive(token: string) {
  const reply = await served.post({ token, ...by('web') }, { path: '/oauth/introspect' });
  return reply.json.active;
}

describe('revocation', () => {
  it('of an access token ends that one only', async () => {
    const { access, refresh } = await connect();
    await revoke(access);
    assert.equal(await isActive(access), false);
    assert.equal(await isActive(refresh), true);
    const [row] = await served.rows('token.revoked');
    assert.deepEqual([row?.tenantId, row?.userId, row?.clientId], ['org_a', 'usr_ann', 'web']);
  });

  it('of a refresh token ends every token that came with it, whatever the hint says', async () => {
    const { access, refresh } = await connect();
    await revoke(refresh, 'web', { token_type_hint: 'access_token' });
    assert.equal(await isActive(access), false);
    assert.equal(await isActive(refresh), false);
    await revoke(refresh);
  });

  it('of an unknown token answers the same', async () => {
    await revoke('no-such-token');
    await revoke('lkr_000');
  });

  it("of another client's token leaves it alone", async () => {
    const { access, refresh } = await connect();
    await revoke(access, 'other');
    await revoke(refresh, 'other');
    assert.equal(await isActive(access), true);
    assert.equal(await isActive(refresh), true);
  });

  it('is open to public clients for their own tokens', async () => {
    const { refresh } = await connect('spa');
    await revoke(refresh, 'spa');
    const after = await served.post({ grant_type: 'refresh_token', refresh_token: refresh, ...by('spa') });
    assert.equal(after.json.error, 'invalid_grant');
  });

  it('wants a client and a token', async () => {
    const path = '/oauth/revoke';
    assert.equal((await served.post({ token: 'x' }, { path })).status, 401);
    const guess = { token: 'x', client_id: 'web', client_secret: 'y' };
    assert.equal((await served.post(guess, { path })).json.error, 'invalid_client');
    assert.equal((await served.post(by('web'), { path })).json.error, 'invalid_request');
  });
});
