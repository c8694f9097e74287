import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId, type PersonalToken, TenantId, type TokenHash, UserId } from '../../../src/model/index.ts';
import { changedBy } from '../../../src/rules/change/outdated.ts';
import { newToken } from '../../../src/tokens/format.ts';
import { NOW } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

async function connect(clientId = ClientId('web')) {
  const code = await served.consent({ clientId: ClientId(clientId) });
  const { json } = await served.post(redeeming(code, { client_id: clientId }));
  return { access: String(json.access_token), refresh: String(json.refresh_token) };
}

async function revoke(token: string, clientId = ClientId('web'), over: Record<string, string> = {}) {
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
    await revoke(refresh, ClientId('web'), { token_type_hint: 'access_token' });
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
    await revoke(access, ClientId('other'));
    await revoke(refresh, ClientId('other'));
    assert.equal(await isActive(access), true);
    assert.equal(await isActive(refresh), true);
  });

  it('is open to public clients for their own tokens', async () => {
    const { refresh } = await connect(ClientId('spa'));
    await revoke(refresh, ClientId('spa'));
    const after = await served.post({ grant_type: 'refresh_token', refresh_token: refresh, ...by('spa') });
    assert.equal(after.json.error, 'invalid_grant');
  });

  it('wants a token, and proof of a client that is named', async () => {
    const path = '/oauth/revoke';
    assert.equal((await served.post({}, { path })).json.error, 'invalid_request');
    const half = { token: 'x', client_secret: 'y' };
    assert.equal((await served.post(half, { path })).json.error, 'invalid_client');
    assert.equal(
      (await served.post({ token: 'x', client_id: 'web' }, { path })).json.error,
      'invalid_client',
    );
    const guess = { token: 'x', client_id: 'web', client_secret: 'y' };
    assert.equal((await served.post(guess, { path })).json.error, 'invalid_client');
    assert.equal((await served.post(by('web'), { path })).json.error, 'invalid_request');
  });
});

/** Reports a token as a finder who knows nothing else. */
async function report(token: string, headers: Record<string, string> = {}) {
  const reply = await served.post({ token }, { path: '/oauth/revoke', headers });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(reply.text, '{}');
}

async function personalToken(over: Partial<PersonalToken> = {}) {
  const token = newToken('pat', 'live');
  const row = { id: newId('pat'), hash: sha256(token), name: 'A script', hint: token.slice(-4) };
  const whose = {
    userId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    mode: 'live',
    scopes: ['read'],
  } as const;
  const times = { createdAt: NOW, expiresAt: null, lastUsedAt: null, revokedAt: null };
  const stored = {
    ...row,
    ...whose,
    scopes: ['read'],
    resources: null,
    ipAllowlist: null,
    ...times,
    ...over,
  };
  await served.api.store.createPersonalToken(stored, []);
  return { token, ...row };
}

async function ended({ hash }: { hash: TokenHash }) {
  return (await served.api.store.personalToken(hash))?.token.revokedAt !== null;
}

describe('a token that leaked', () => {
  it('is revoked by its holder: a personal token, without a client and with any', async () => {
    const [alone, withOne, other] = [await personalToken(), await personalToken(), await personalToken()];
    await report(alone.token);
    await revoke(withOne.token, ClientId('other'));
    assert.deepEqual([await ended(alone), await ended(withOne), await ended(other)], [true, true, false]);
    const [second, first] = await served.rows('personal_token.revoked');
    assert.deepEqual([first?.tenantId, first?.userId, first?.clientId], ['org_a', 'usr_ann', null]);
    assert.deepEqual(first?.detail, { tokenId: alone.id, by: 'holder' });
    assert.deepEqual([second?.clientId, second?.detail.tokenId], ['other', withOne.id]);
    assert.deepEqual(first && changedBy(first), ['tenant:org_a']);
  });

  it('leaves one row, however often it is reported', async () => {
    const expired = await personalToken({ expiresAt: NOW + 1 });
    const live = await personalToken();
    const before = (await served.rows('personal_token.revoked')).length;
    served.later(2);
    for (const { token } of [expired, live, live]) await report(token);
    assert.equal((await served.rows('personal_token.revoked')).length, before + 1);
  });

  it('is revoked by its holder: an access token alone, a refresh token with its family', async () => {
    const [one, two] = [await connect(), await connect()];
    await report(one.access);
    assert.deepEqual([await isActive(one.access), await isActive(one.refresh)], [false, true]);
    await report(two.refresh);
    assert.deepEqual([await isActive(two.access), await isActive(two.refresh)], [false, false]);
    const [row] = await served.rows('token.revoked');
    assert.deepEqual([row?.clientId, row?.tenantId, row?.detail.by], ['web', 'org_a', 'holder']);
    assert.match(String(row && changedBy(row)), /^grant:/);
    const count = (await served.rows('token.revoked')).length;
    await report(one.access);
    assert.equal((await served.rows('token.revoked')).length, count);
  });

  it('ends nothing when it is a refresh token that was left unused for too long', async () => {
    const { refresh } = await connect();
    served.later(served.api.config.lifetimes.refreshIdle * SECOND);
    const count = (await served.rows('token.revoked')).length;
    await report(refresh);
    assert.equal((await served.rows('token.revoked')).length, count);
  });

  it("is revoked by its holder: a client's own token", async () => {
    const { json } = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
    const token = String(json.access_token);
    assert.equal(await isActive(token), true);
    await report(token);
    assert.equal(await isActive(token), false);
    const [row] = await served.rows('token.revoked');
    assert.deepEqual(row && changedBy(row), ['client:web']);
  });

  it('proves nothing about its successors once it was exchanged', async () => {
    const { refresh } = await connect();
    const form = { grant_type: 'refresh_token', refresh_token: refresh, ...by('web') };
    const next = String((await served.post(form)).json.refresh_token);
    await report(refresh);
    assert.equal(await isActive(next), true);
    await revoke(refresh);
    assert.equal(await isActive(next), false);
  });

  it('is looked up so often in a minute by those who name no client, and no client is kept out by that', async () => {
    const own = await serveOAuth();
    try {
      const { json } = await own.post({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
      const path = '/oauth/revoke';
      const token = newToken('pat', 'live');
      for (let count = 0; count < 60; count++)
        assert.equal((await own.post({ token }, { path })).status, 200);
      const full = await own.post({ token: String(json.access_token) }, { path });
      assert.deepEqual([full.status, full.json.error], [429, 'temporarily_unavailable']);
      assert.match(String(full.headers['retry-after']), /^[1-9]\d?$/);
      const asked = await own.post({ token: String(json.access_token), ...by('web') }, { path });
      assert.equal(asked.status, 200);
      const again = { token: String(json.access_token), ...by('web') };
      assert.equal((await own.post(again, { path: '/oauth/introspect' })).json.active, false);
    } finally {
      await own.close();
    }
  });
});

describe('a platform that gives back a refresh token', () => {
  async function connection(userId = UserId('usr_ann')) {
    const code = await served.consent({ clientId: ClientId('platform'), userId });
    const { json } = await served.post(redeeming(code, { client_id: 'platform' }));
    const account = String(json.connected_account_id);
    return { account, access: String(json.access_token), refresh: String(json.refresh_token) };
  }
  const statusOf = async (account: string) =>
    (await served.api.store.connectedAccount(account, []))?.grant.status;

  it('gives back the connection, which its own token could use otherwise', async () => {
    const { account, refresh } = await connection();
    await revoke(refresh, ClientId('platform'));
    assert.equal(await statusOf(account), 'revoked');
    const [row] = await served.rows('authorization.revoked');
    assert.deepEqual([row?.clientId, row?.connectedAccountId], ['platform', account]);
    assert.deepEqual(row?.detail, { by: 'client' });
    const before = (await served.rows('authorization.revoked')).length;
    await revoke(refresh, ClientId('platform'));
    assert.equal((await served.rows('authorization.revoked')).length, before);
  });

  it('tidies up when it is the one of an earlier consent, or of before it was connected again', async () => {
    const early = await connection();
    served.later(1);
    const late = await connection();
    await revoke(early.refresh, ClientId('platform'));
    assert.equal(await statusOf(late.account), 'active');
    await revoke(late.refresh, ClientId('platform'));
    assert.equal(await statusOf(late.account), 'revoked');
    const again = await connection();
    assert.equal(again.account, late.account);
    await revoke(late.refresh, ClientId('platform'));
    assert.equal(await statusOf(again.account), 'active');
  });

  it('gives back one person’s part, and leaves the connection to the others of that customer', async () => {
    const ann = await connection(UserId('usr_ann'));
    const bot = await connection(UserId('usr_bot'));
    assert.equal(bot.account, ann.account);
    await revoke(ann.refresh, ClientId('platform'));
    const grant = (userId: UserId) =>
      served.api.store.grantFor(ClientId('platform'), userId, TenantId('org_a'));
    assert.deepEqual(
      [(await grant(UserId('usr_ann')))?.status, (await grant(UserId('usr_bot')))?.status],
      ['revoked', 'active'],
    );
    await revoke(bot.refresh, ClientId('platform'));
    assert.equal(await statusOf(ann.account), 'revoked');
  });

  it('ends no connection when it is somebody else who found the token', async () => {
    const { account, refresh } = await connection();
    await report(refresh);
    assert.equal(await statusOf(account), 'active');
    const form = { grant_type: 'refresh_token', refresh_token: refresh, ...by('platform') };
    assert.equal((await served.post(form)).json.error, 'invalid_grant');
  });
});
