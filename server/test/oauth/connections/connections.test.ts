import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { changedBy } from '../../../src/rules/change/outdated.ts';
import { newToken } from '../../../src/tokens/format.ts';
import { ACCOUNTS, API, HOUR, NOW, SECOND } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({
    accountHeader: 'Acme-Account',
    domains: { [API]: { mode: 'live', resourcePaths: ['/mcp'] } },
  });
  await served.api.store.addTenant({ id: TenantId('org_b'), name: 'Birch Ltd' }, []);
  await served.api.store.addMembership(
    { tenantId: TenantId('org_b'), userId: UserId('usr_bot'), role: 'owner' },
    [],
  );
});
after(() => served.close());

async function ownToken(clientId = ClientId('platform'), over: Record<string, string> = {}): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'read', ...by(clientId), ...over };
  return String((await served.post(form)).json.access_token);
}

async function connect(clientId: string, userId: UserId, tenantId = TenantId('org_a')) {
  const code = await served.consent({ clientId: ClientId(clientId), userId, tenantId });
  const { json } = await served.post(redeeming(code, { client_id: clientId }));
  return {
    account: String(json.connected_account_id),
    access: String(json.access_token),
    organisation: String(json.organisation_id),
  };
}

const ask = (token: string | null, path = '', method = 'GET') =>
  served.call({
    method,
    host: ACCOUNTS,
    path: `/oauth/connections${path}`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: '',
  });

const idsOf = (json: Record<string, unknown>) =>
  (json.connections as Record<string, unknown>[]).map((each) => String(each.connected_account_id));

describe('a platform and its own connections', () => {
  it('are found by the metadata, where there are connected accounts', async () => {
    const path = '/.well-known/oauth-authorization-server';
    const { json } = await served.call({ method: 'GET', host: ACCOUNTS, path, headers: {}, body: '' });
    assert.equal(json.connections_endpoint, `https://${ACCOUNTS}/oauth/connections`);
  });

  it('lists them a page at a time, and no other platform’s', async () => {
    const own = [
      await connect('platform', UserId('usr_ann')),
      await connect('platform', UserId('usr_bot'), TenantId('org_b')),
    ];
    const other = await connect('sandboxed', UserId('usr_ann'));
    const ids = own.map(({ account }) => account).sort();
    const token = await ownToken();
    const whole = await ask(token);
    assert.equal(whole.status, 200, whole.text);
    assert.equal(whole.headers['cache-control'], 'no-store');
    assert.deepEqual(idsOf(whole.json), ids);
    assert.equal(whole.json.next_cursor, undefined);
    const first = await ask(token, '?limit=1');
    assert.deepEqual([idsOf(first.json), first.json.next_cursor], [[ids[0]], ids[0]]);
    const second = await ask(token, `?limit=1&cursor=${ids[0]}`);
    assert.deepEqual([idsOf(second.json), second.json.next_cursor], [[ids[1]], undefined]);
    assert.deepEqual(idsOf((await ask(await ownToken(ClientId('sandboxed')))).json), [other.account]);
    const one = (whole.json.connections as Record<string, unknown>[]).find(
      ({ organisation_id: tenant }) => tenant === 'org_a',
    );
    assert.deepEqual(one, {
      connected_account_id: own[0]?.account,
      organisation_id: 'org_a',
      status: 'active',
      scope: 'read',
      connected_at: NOW / SECOND,
      changed_at: NOW / SECOND,
    });
    assert.deepEqual((await ask(token, `/${own[0]?.account}`)).json, one);
  });

  it('has one for all people of a customer, and ends it for all of them', async () => {
    const [ann, bot] = [
      await connect('platform', UserId('usr_ann')),
      await connect('platform', UserId('usr_bot')),
    ];
    assert.deepEqual([bot.account, bot.organisation], [ann.account, ann.organisation]);
    const token = await ownToken();
    assert.equal(idsOf((await ask(token)).json).filter((id) => id === ann.account).length, 1);
    assert.equal((await ask(token, `/${ann.account}`, 'DELETE')).status, 204);
    for (const { access } of [ann, bot]) {
      const form = { token: access, ...by('platform') };
      assert.equal((await served.post(form, { path: '/oauth/introspect' })).json.active, false);
    }
  });

  it('are found and ended by an id from before they were joined, and answer with the one that leads', async () => {
    const { account } = await connect('platform', UserId('usr_ann'));
    served.alias('conn_earlier', account);
    const token = await ownToken();
    assert.equal((await ask(token, '/conn_earlier')).json.connected_account_id, account);
    assert.ok(!idsOf((await ask(token)).json).includes('conn_earlier'));
    assert.equal((await ask(await ownToken(ClientId('sandboxed')), '/conn_earlier', 'DELETE')).status, 404);
    assert.equal((await ask(token, '/conn_earlier', 'DELETE')).status, 204);
    const { json } = await ask(token, '/conn_earlier');
    assert.deepEqual([json.connected_account_id, json.status], [account, 'revoked']);
    assert.equal((await served.rows('authorization.revoked'))[0]?.connectedAccountId, account);
  });

  it('ends one, at once and for every token, its own with the account header as well', async () => {
    const { account, access } = await connect('platform', UserId('usr_ann'));
    const token = await ownToken();
    const gone = await ask(token, `/${account}`, 'DELETE');
    assert.deepEqual([gone.status, gone.text], [204, '']);
    assert.equal((await ask(token, `/${account}`)).json.status, 'revoked');
    const introspected = await served.post(
      { token: access, ...by('platform') },
      { path: '/oauth/introspect' },
    );
    assert.equal(introspected.json.active, false);
    assert.equal((await served.api.store.connectedAccount(account, []))?.grant.status, 'revoked');
    const [row] = await served.rows('authorization.revoked');
    assert.deepEqual([row?.clientId, row?.tenantId, row?.connectedAccountId], ['platform', 'org_a', account]);
    assert.deepEqual(row?.detail, { by: 'client' });
    assert.ok(row && changedBy(row).includes(`account:${account}`));
    const count = (await served.rows('authorization.revoked')).length;
    assert.equal((await ask(token, `/${account}`, 'DELETE')).status, 204);
    assert.equal((await served.rows('authorization.revoked')).length, count);
  });

  it('finds none of another platform’s, in the words for one that is not there', async () => {
    const { account } = await connect('sandboxed', UserId('usr_bot'));
    const token = await ownToken();
    const answers = [
      await ask(token, `/${account}`),
      await ask(token, `/${account}`, 'DELETE'),
      await ask(token, `/${newId('conn')}`),
      await ask(token, `/${newId('conn')}`, 'DELETE'),
    ];
    assert.deepEqual(
      [...new Set(answers.map(({ status, text }) => `${status} ${text}`))],
      ['404 {"error":"not_found","error_description":"This platform has no such connection."}'],
    );
    assert.equal((await ask(await ownToken(ClientId('sandboxed')), `/${account}`)).json.status, 'active');
  });

  it('takes no other token, however good', async () => {
    const { access, account } = await connect('platform', UserId('usr_bot'));
    const personal = newToken('pat', 'live');
    await served.api.store.createPersonalToken(
      {
        ...{ id: newId('pat'), hash: sha256(personal), name: 'A script', hint: personal.slice(-4) },
        ...{
          userId: UserId('usr_ann'),
          tenantId: TenantId('org_a'),
          mode: 'live',
          scopes: ['read'],
          resources: null,
          ipAllowlist: null,
        },
        ...{ createdAt: NOW, expiresAt: null, lastUsedAt: null, revokedAt: null },
      },
      [],
    );
    for (const token of [access, await ownToken(ClientId('web')), personal]) {
      const reply = await ask(token, `/${account}`, 'DELETE');
      assert.deepEqual([reply.status, reply.json.error], [403, 'insufficient_scope']);
    }
    const none = await ask(null);
    assert.deepEqual([none.status, none.headers['www-authenticate']], [401, 'Bearer realm="acme"']);
    assert.equal((await ask(newToken('pca', 'live'))).status, 401);
    const narrow = await ask(await ownToken(ClientId('platform'), { resource: `https://${API}/mcp` }));
    assert.equal(narrow.status, 403);
    assert.match(String(narrow.json.error_description), /one resource alone/);
    assert.equal(
      (await ask(await ownToken(ClientId('platform'), { resource: `https://${API}` }))).status,
      200,
    );
    const ended = await ownToken();
    await served.post({ token: ended }, { path: '/oauth/revoke' });
    assert.equal((await ask(ended)).status, 401);
    const old = await ownToken();
    served.later(2 * HOUR);
    assert.equal((await ask(old)).status, 401);
  });

  it('says what is wrong with a page that is asked for', async () => {
    const token = await ownToken();
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=x',
      'cursor=',
      `cursor=${'a'.repeat(101)}`,
      'cursor=%27',
    ]) {
      const reply = await ask(token, `?${query}`);
      assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_request'], query);
    }
  });
});
