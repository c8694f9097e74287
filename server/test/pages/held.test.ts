import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ClientId, type Grant, TenantId, UserId } from '../../src/model/index.ts';
import { ask, decide, enter, openTelevisionSite, poll } from '../oauth/device/television.ts';
import { authorizePath, type Site } from './site.ts';
import { consentFields, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Vera is a viewer, Ada manages the firm. Vera cannot undo Ada's decision about Vera's connection: not by
 * resuming, nor by lifting, nor by revoking, nor by allowing again, in a browser or for a device.
 */

let site: Site;
let vera: Visitor;
let ada: Visitor;
let id: string;
before(async () => {
  site = await openTelevisionSite();
  [vera, ada] = [await signedIn(site, 'vera'), await signedIn(site, 'ada')];
});
after(() => site.close());

const SCOPE = 'read write projects';

async function allow(
  scope = SCOPE,
  resources = ['project:11', 'account:2'],
  who: Visitor = vera,
): Promise<Page> {
  const page = await who.get(authorizePath({ scope }));
  const fields = { ...consentFields(page), decision: 'allow' };
  return who.post(authorizePath({ scope }), [
    ...Object.entries(fields),
    ...resources.map((each): [string, string] => ['resource', each]),
  ]);
}

async function change(who: Visitor, action: string, fields: [string, string][] = []): Promise<Page> {
  const path = `/account/connections/${id}`;
  const page = await who.get('/account/tokens/new');
  const hidden: [string, string][] = [
    ['csrf', page.field('csrf')],
    ['tenant', 'org_harbour'],
    ['action', action],
  ];
  return who.post(path, [...hidden, ...fields]);
}

const shown = (who: Visitor) => who.get(`/account/connections/${id}`);

async function grant(): Promise<Grant> {
  const found = await site.api.store.grantFor(ClientId('platform'), UserId('vera'), TenantId('org_harbour'));
  assert.ok(found);
  return found;
}

beforeEach(async () => {
  const before = await site.api.store.grantFor(ClientId('platform'), UserId('vera'), TenantId('org_harbour'));
  if (before) {
    id = before.id;
    await change(ada, 'limit', [['addresses', '']]);
    await change(ada, 'resume');
    await change(ada, 'release');
  }
  assert.equal((await allow()).status, 303);
  ({ id } = await grant());
  assert.deepEqual([(await grant()).status, (await grant()).held], ['active', null]);
});

async function assertRefused(answer: Page, status: number): Promise<void> {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.text, /A manager of Harbour Law/);
  assert.match(answer.text, /Ask a manager of Harbour Law/);
  const [row] = await site.api.store.auditTrail({ kind: 'authorization.denied', limit: 1 });
  assert.deepEqual([row?.outcome, row?.code, row?.grantId], ['denied', 'held_by_manager', id]);
}

test('a connection that a manager suspended', async () => {
  await change(ada, 'suspend');
  const page = await shown(vera);
  assert.match(page.text, /A manager of Harbour Law suspended this connection/);
  assert.doesNotMatch(page.text, />Resume</);
  await assertRefused(await change(vera, 'resume'), 403);
  await assertRefused(await allow(), 400);
  assert.equal((await change(vera, 'revoke')).status, 303);
  await assertRefused(await allow(), 400);
  assert.equal((await grant()).status, 'revoked');
});

test('a connection that a manager revoked, until it is released', async () => {
  await change(ada, 'revoke');
  const page = await vera.get(authorizePath({ scope: SCOPE }));
  assert.match(page.text, /A manager of Harbour Law stopped this connection/);
  assert.doesNotMatch(page.text, />Allow</);
  await assertRefused(await allow(), 400);
  assert.equal((await change(vera, 'release')).status, 404);
  assert.match((await shown(ada)).text, /Leave it to Vera Viewer/);
  assert.equal((await change(ada, 'release')).status, 303);
  assert.equal((await allow()).status, 303);
  const kinds = (await site.api.store.auditTrail({ kind: 'authorization.changed', limit: 1 })).map(
    ({ detail }) => detail,
  );
  assert.deepEqual(kinds, [{ by: 'ada', released: true }]);
});

test('a scope that a manager removed', async () => {
  await change(ada, 'shrink', [
    ['scope', 'read'],
    ['scope', 'projects'],
    ['resource', 'project:11'],
  ]);
  await assertRefused(await allow(), 400);
  // The user can allow again what is left, and is offered no more.
  const page = await vera.get(authorizePath({ scope: 'read projects' }));
  assert.match(page.text, /value="project:11"/);
  assert.doesNotMatch(page.text, /value="account:2"/);
  assert.equal((await allow('read projects', ['account:2'])).status, 400);
  assert.equal((await allow('read projects', ['project:11'])).status, 303);
  assert.deepEqual((await grant()).resources, [{ type: 'project', id: '11' }]);
});

test('from where a manager lets it be used', async () => {
  await change(ada, 'limit', [['addresses', '192.0.2.0/24']]);
  const page = await shown(vera);
  assert.match(page.text, /<code>192\.0\.2\.0\/24<\/code>/);
  assert.doesNotMatch(page.text, /name="addresses"/);
  await assertRefused(await change(vera, 'limit', [['addresses', '']]), 403);
  await change(vera, 'revoke');
  assert.equal((await allow()).status, 303);
  assert.deepEqual((await grant()).ipAllowlist, ['192.0.2.0/24']);
});

test('nor for a device', async () => {
  const first = await ask(site);
  await decide(vera, first.user, 'allow');
  const tv = await site.api.store.grantFor(ClientId('tv'), UserId('vera'), TenantId('org_harbour'));
  id = tv?.id ?? '';
  await change(ada, 'revoke');
  const second = await ask(site);
  const page = await enter(vera, second.user);
  assert.match(page.text, /A manager of Harbour Law stopped this connection/);
  await assertRefused(await decide(vera, second.user, 'allow'), 400);
  assert.equal((await poll(site, second)).json.error, 'authorization_pending');
});

test('the user undoes their own changes, and a manager undoes both', async () => {
  await change(vera, 'suspend');
  assert.equal((await change(vera, 'resume')).status, 303);
  assert.equal((await grant()).status, 'active');
  await change(vera, 'limit', [['addresses', '192.0.2.0/24']]);
  assert.equal((await change(vera, 'limit', [['addresses', '']])).status, 303);
  await change(ada, 'suspend');
  assert.equal((await change(ada, 'resume')).status, 303);
  assert.deepEqual([(await grant()).status, (await grant()).held], ['active', null]);
});

test('a manager reads that the user cannot undo a decision, and that they themselves can', async () => {
  await change(ada, 'suspend');
  assert.match((await shown(ada)).text, /Vera Viewer cannot undo this/);
  await change(ada, 'revoke');
  await change(ada, 'release');
  assert.equal((await allow('read', [], ada)).status, 303);
  const own = await site.api.store.grantFor(ClientId('platform'), UserId('ada'), TenantId('org_harbour'));
  id = own?.id ?? '';
  await change(ada, 'limit', [['addresses', '192.0.2.1']]);
  const { text } = await shown(ada);
  assert.match(text, /You manage Harbour Law, so you can undo this\..*>Undo this</s);
  assert.doesNotMatch(text, /Ada [A-Z]\w+ cannot undo|Leave it to/);
});
