import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ClientId, TenantId, UserId } from '../../src/model/index.ts';
import { authorizePath, openSite, type Site } from './site.ts';
import { consentFields, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Vera and Ada of one firm connect the same platform: one connection, which a manager of the firm stops and limits,
 * and from which each may withdraw.
 */

let site: Site;
let vera: Visitor;
let ada: Visitor;
before(async () => {
  site = await openSite();
  [vera, ada] = [await signedIn(site, 'vera'), await signedIn(site, 'ada')];
});
after(() => site.close());

async function allow(who: Visitor): Promise<Page> {
  const page = await who.get(authorizePath());
  return who.post(authorizePath(), { ...consentFields(page), decision: 'allow' });
}

const grant = async (userId: UserId) => {
  const found = await site.api.store.grantFor(ClientId('platform'), userId, TenantId('org_harbour'));
  assert.ok(found);
  return found;
};
const pathOf = async (userId: UserId) => `/account/connections/${(await grant(userId)).id}`;

async function act(
  who: Visitor,
  path: string,
  action: string,
  more: Record<string, string> = {},
): Promise<Page> {
  const page = await who.get('/account/tokens/new');
  return who.post(path, { csrf: page.field('csrf'), tenant: 'org_harbour', action, ...more });
}

test('the connections of two users of one customer are one connection, each with their own part', async () => {
  assert.equal((await allow(ada)).status, 303);
  site.clock.turn(1_000);
  assert.equal((await allow(vera)).status, 303);
  const account = (await grant(UserId('ada'))).connectedAccountId;
  assert.equal((await grant(UserId('vera'))).connectedAccountId, account);

  const list = await ada.get('/account/connections');
  assert.equal(list.text.match(/class="row-title"/g)?.length, 1);
  assert.match(list.text, /Acts for Vera Viewer and somebody else/);
  const path = await pathOf(UserId('vera'));
  const page = await ada.get(path);
  assert.match(page.text, /Who connected it[\s\S]*Vera Viewer[\s\S]*Ada Lovelace/);
  assert.match(page.text, /for all 2 people/);
  assert.match(page.text, />End Vera Viewer’s part</);
  const [, did = ''] = page.text.split('What it did lately');
  assert.deepEqual(did.match(/for (?:Vera Viewer|Ada Lovelace)/g), ['for Vera Viewer', 'for Ada Lovelace']);

  const own = await vera.get(path);
  assert.doesNotMatch(own.text, /for Vera Viewer|Ada Lovelace|>Suspend<|>Revoke<|name="addresses"/);
  assert.match(own.text, />Withdraw</);
  assert.match(own.text, /Others of Harbour Law connected Casebridge as well/);
});

test('a member neither stops nor limits what others have a part in, and the log has the attempt', async () => {
  const path = await pathOf(UserId('vera'));
  for (const [action, more] of [
    ['suspend', {}],
    ['limit', { addresses: '192.0.2.1' }],
  ] as const) {
    const answer = await act(vera, path, action, more);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /only a manager of Harbour Law can stop it/);
    const [row] = await site.api.store.auditTrail({ kind: 'authorization.denied', limit: 1 });
    assert.deepEqual([row?.code, row?.userId], ['shared_connection', 'vera']);
  }
  assert.deepEqual(
    [(await grant(UserId('ada'))).status, (await grant(UserId('ada'))).ipAllowlist],
    ['active', null],
  );
});

test('a member sees what was done by their own authority only', async () => {
  const row = {
    kind: 'api.called',
    at: site.clock.now(),
    tenantId: TenantId('org_harbour'),
    clientId: ClientId('platform'),
  } as const;
  const { id: grantId, connectedAccountId } = await grant(UserId('ada'));
  const call = {
    ...row,
    userId: UserId('ada'),
    grantId,
    connectedAccountId,
    mode: 'live',
    outcome: 'allowed',
  } as const;
  const detail = { operation: 'adasOwnOperation', method: 'GET', path: '/adas-own' };
  await site.api.store.record([{ ...call, code: 'adasOwnOperation', ip: null, requestId: null, detail }]);
  assert.match((await ada.get(await pathOf(UserId('vera')))).text, /adas-own|adasOwnOperation/);
  assert.doesNotMatch((await vera.get(await pathOf(UserId('vera')))).text, /adas-own|adasOwnOperation/);
});

test('a member who withdraws leaves the connection to the others', async () => {
  const path = await pathOf(UserId('vera'));
  const question = await vera.get(`${path}/withdraw`);
  assert.match(question.text, /Withdraw from Casebridge\?[\s\S]*the connection goes on for the others/);
  assert.match((await vera.get(`${path}/revoke`)).text, /Withdraw from Casebridge\?/);
  assert.match((await ada.get(`${path}/withdraw`)).text, /End Vera Viewer’s part\?/);
  const whole = await ada.get(`${path}/revoke`);
  assert.match(whole.text, /can no longer act for Vera Viewer and somebody else in Harbour Law/);
  const answer = await act(vera, path, 'withdraw');
  assert.equal(answer.location, '/account/connections?done=withdrawn');
  assert.match((await vera.get(answer.location ?? '')).text, /That user’s part of the connection has ended/);
  assert.deepEqual(
    [(await grant(UserId('vera'))).status, (await grant(UserId('ada'))).status],
    ['revoked', 'active'],
  );
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.revoked', limit: 1 });
  assert.deepEqual([row?.userId, row?.detail], ['vera', { by: 'vera', part: true }]);
  assert.equal((await allow(vera)).status, 303);
  assert.equal(
    (await act(vera, path, 'revoke')).status,
    303,
    'also by the form that was there before others joined',
  );
  assert.deepEqual(
    [(await grant(UserId('vera'))).status, (await grant(UserId('ada'))).status],
    ['revoked', 'active'],
  );
});

test('a user who joins is told that a manager stopped the connection, before and when they allow it', async () => {
  await act(ada, await pathOf(UserId('ada')), 'suspend');
  const page = await vera.get(authorizePath());
  assert.match(page.text, /A manager of Harbour Law stopped this connection to Casebridge/);
  const max = await signedIn(site, 'max');
  const before = await max.get(authorizePath({}));
  assert.match(before.text, /This connection is suspended. Resume it under your connections/);
  await act(ada, await pathOf(UserId('ada')), 'resume');
  assert.equal((await allow(vera)).status, 303);
  await act(ada, await pathOf(UserId('ada')), 'revoke');
  assert.deepEqual(
    [(await grant(UserId('vera'))).status, (await grant(UserId('ada'))).status],
    ['revoked', 'revoked'],
  );
  assert.equal((await allow(vera)).status, 400);
  assert.equal((await allow(ada)).status, 303);
  assert.equal((await allow(vera)).status, 303, 'a manager connected it again');
});
