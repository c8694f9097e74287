import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TenantId } from '../../src/model/index.ts';
import { openSite, type Site } from './site.ts';
import { type Page, signedIn, submit, type Visitor } from './visitor.ts';

/* Roles that one tenant makes for itself, on its page of people. */

const PATH = '/account/people/roles';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const rolesOf = async () =>
  (await site.api.store.customRoles(TenantId('org_harbour'))).map(({ name, permissions }) => [
    name,
    ...permissions,
  ]);

async function manager(id: string) {
  const browser = await signedIn(site, id);
  const page = await browser.get('/account/people?tenant=org_harbour');
  const post = (fields: [string, string][]) =>
    browser.post(PATH, [['csrf', page.field('csrf')], ['tenant', 'org_harbour'], ...fields]);
  const save = (name: string, permissions: string, title = 'Night shift') =>
    post([
      ['action', 'save'],
      ['name', name],
      ['title', title],
      ['permissions', permissions],
    ]);
  const remove = (name: string) =>
    post([
      ['action', 'remove'],
      ['name', name],
    ]);
  return { browser, page, post, save, remove };
}

test('a manager makes a role within their own, and it counts from the next call', async () => {
  const max = await manager('max');
  assert.equal((await max.save('night', 'case.read\ncontact.update:own\n')).status, 303);
  assert.deepEqual((await rolesOf()).at(-1), ['night', 'case.read', 'contact.update:own']);
  const [row] = await site.api.store.auditTrail({ kind: 'role.changed', limit: 1 });
  assert.deepEqual(
    [row?.tenantId, row?.userId, row?.detail],
    [
      'org_harbour',
      'max',
      { by: 'max', name: 'night', title: 'Night shift', permissions: ['case.read', 'contact.update:own'] },
    ],
  );
  const page = await max.browser.get('/account/people?tenant=org_harbour');
  assert.match(page.text, /Night shift <code>night<\/code>/);
  assert.match(page.text, /<option value="night">Night shift<\/option>/);
});

test('of two managers who change a role at once, the second is told, with what they entered', async () => {
  const [ada, max] = [await manager('ada'), await manager('max')];
  await ada.save('dusk', 'case.read', 'Dusk');
  const page = await ada.browser.get(`${PATH}/dusk`);
  assert.equal((await max.save('dusk', 'case.read', 'Twilight')).status, 303);
  const save = (shown: Page) =>
    ada.post([
      ...(['existing', 'seen'] as const).map((name): [string, string] => [name, shown.field(name)]),
      ...Object.entries({ action: 'save', name: 'dusk', title: 'Evening', permission: 'case.read' }),
    ]);
  const told = await save(page);
  assert.equal(told.status, 409);
  assert.match(told.text, /Somebody changed this in the meantime/);
  assert.match(told.text, /name="title"[^>]*value="Evening"/);
  assert.equal((await save(told)).status, 303, 'who has seen it may save');
});

test('a manager makes no role beyond their own, nor changes or removes one that is', async () => {
  const max = await manager('max');
  const ada = await manager('ada');
  for (const beyond of ['*', 'deal.read', 'case.read\ndeal.read:own', '*.read']) {
    assert.equal((await max.save('beyond', beyond)).status, 403, beyond);
  }
  assert.equal((await ada.save('high', 'deal.*')).status, 303);
  assert.equal((await max.save('high', 'case.read')).status, 403, 'not what permits more as it is');
  assert.equal((await max.remove('high')).status, 403);
  assert.ok((await rolesOf()).some(([name, permission]) => name === 'high' && permission === 'deal.*'));
  assert.equal((await ada.remove('high')).status, 303);
});

test('a role is a matrix of the permissions that the API knows, with patterns beside it', async () => {
  const ada = await manager('ada');
  const form = await ada.browser.get(`${PATH}/new?tenant=org_harbour`);
  assert.match(form.text, /<th scope="row">case<\/th>/);
  assert.match(form.text, /name="permission" value="case.update">/);
  const made = await ada.post([
    ['action', 'save'],
    ['name', 'matrix'],
    ['title', 'Matrix'],
    ['permission', 'case.read'],
    ['permission', 'contact.read'],
    ['permissions', 'deal.*'],
  ]);
  assert.equal(made.status, 303);
  assert.ok((await rolesOf()).some((role) => role.join() === 'matrix,case.read,contact.read,deal.*'));
  const again = await ada.browser.get(`${PATH}/matrix?tenant=org_harbour`);
  assert.match(again.text, /value="contact.read" checked>/);
  assert.doesNotMatch(again.text, /value="contact.update" checked>/);
  assert.match(again.text, /<textarea[^>]*>\s*deal\.\*<\/textarea>/);
  const max = await manager('max');
  const above = await max.browser.get(`${PATH}/matrix?tenant=org_harbour`);
  assert.equal(above.status, 404, 'not a role that permits more than one’s own');
  const offered = await max.browser.get(`${PATH}/new?tenant=org_harbour`);
  assert.doesNotMatch(offered.text, /value="deal.read"/, 'nor a permission');
});

test('a new role without a name gets one of its title, and writes over no other', async () => {
  const ada = await manager('ada');
  const form = await ada.browser.get(`${PATH}/new?tenant=org_harbour`);
  const make = (title: string, permission: string) =>
    submit(ada.browser, form, PATH, [
      ['action', 'save'],
      ['seen', form.field('seen')],
      ['name', ''],
      ['title', title],
      ['permission', permission],
    ]);
  assert.equal((await make('Früh-Schicht 2!', 'case.read')).status, 303);
  const named = async () => (await rolesOf()).find(([name]) => name === 'fruh-schicht-2');
  assert.deepEqual(await named(), ['fruh-schicht-2', 'case.read']);
  const second = await make('Früh Schicht 2', 'contact.read');
  assert.equal(second.status, 422);
  assert.match(second.text, /There is a role fruh-schicht-2 already/);
  assert.deepEqual(await named(), ['fruh-schicht-2', 'case.read']);
  assert.match((await make('???', 'case.read')).text, /A name is up to 40 lower-case letters/);
  assert.equal((await ada.remove('fruh-schicht-2')).status, 303);
});

test('a role that somebody has stays', async () => {
  const ada = await manager('ada');
  await ada.save('held', 'case.read');
  const give: [string, string][] = [
    ['csrf', ada.page.field('csrf')],
    ['tenant', 'org_harbour'],
    ['user', 'vera'],
  ];
  assert.equal((await ada.browser.post('/account/people', [...give, ['role', 'held']])).status, 303);
  assert.equal((await ada.remove('held')).status, 409);
  await ada.browser.post('/account/people', [...give, ['role', 'viewer']]);
  assert.equal((await ada.remove('held')).status, 303);
  assert.equal((await ada.remove('held')).status, 404);
});

test('a customer makes a hundred roles and no more, and can still change those', async () => {
  const ada = await manager('ada');
  const { store } = site.api;
  const made = await store.customRoles(TenantId('org_harbour'));
  const names = Array.from({ length: 100 - made.length }, (_, index) => `role_${index}`);
  for (const name of names) {
    await store.saveCustomRole(
      { tenantId: TenantId('org_harbour'), name, title: 'Role', permissions: ['case.read'] },
      [],
    );
  }
  const refused = await ada.save('one_more', 'case.read');
  assert.equal(refused.status, 422);
  assert.match(refused.text, /There are 100 roles already; change or remove one/);
  assert.equal((await ada.save('role_0', 'case.read')).status, 303);
  for (const name of names) assert.equal((await ada.remove(name)).status, 303);
  assert.equal((await ada.save('one_more', 'case.read')).status, 303);
  assert.equal((await ada.remove('one_more')).status, 303);
});

test('an invalid role is answered with the marked fields', async () => {
  const ada = await manager('ada');
  const cases: [Page | Promise<Page>, RegExp][] = [
    [ada.save('Night', 'case.read'), /A name is up to 40/],
    [ada.save('owner', 'case.read'), /owner is a role of every customer/],
    [ada.save('night2', ''), /at least one permission/],
    [ada.save('night2', 'case read'), /one word/],
    [ada.save('night2', 'case.read', ''), /A title is/],
    [
      ada.save('night2', Array.from({ length: 101 }, (_, index) => `case.read${index}`).join('\n')),
      /at most 100/,
    ],
  ];
  for (const [answer, says] of cases) {
    const page = await answer;
    assert.equal(page.status, 422);
    assert.match(page.text, says);
    assert.match(page.text, /aria-invalid|aria-describedby="permission-hint permission-problem"/);
  }
  const script = await ada.save('<b>', 'case.read', '<script>');
  assert.doesNotMatch(script.text, /<script>|<b>/);
});

test('a user who is not a manager finds nothing, with any form', async () => {
  const vera: Visitor = await signedIn(site, 'vera');
  const csrf = (await vera.get('/account/tokens/new')).field('csrf');
  for (const action of ['save', 'remove', 'else']) {
    const fields = {
      csrf,
      tenant: 'org_harbour',
      action,
      name: 'night',
      title: 'x',
      permissions: 'case.read',
    };
    assert.equal((await vera.post(PATH, fields)).status, 404);
  }
  const ada = await manager('ada');
  assert.equal((await ada.post([['action', 'else']])).status, 404);
  const forged = { csrf: 'forged', tenant: 'org_harbour', action: 'remove', name: 'night' };
  assert.notEqual((await ada.browser.post(PATH, forged)).status, 303);
});

test('a permission that nothing asks for is refused with those that there are; what a role has already may stay', async () => {
  const ada = await manager('ada');
  for (const [idle, name] of [
    ['case.banana', 'case.banana'],
    ['case.read\ncases.*', 'cases.\\*'],
    ['contact.updat:own', 'contact.updat:own'],
  ] as const) {
    const answer = await ada.save('idle', idle);
    assert.equal(answer.status, 422, idle);
    assert.match(answer.text, new RegExp(`Nothing in this API asks for ${name}\\.`));
    assert.match(answer.text, /case\.read, case\.update, contact\.read/);
  }
  for (const fine of ['*', '*.read', 'contact.update:own', 'contact.*:own', 'case.read']) {
    assert.equal((await ada.save('fine', fine)).status, 303, fine);
  }
  const before = {
    tenantId: TenantId('org_harbour'),
    name: 'before',
    title: 'Before',
    permissions: ['case.banana'],
  };
  await site.api.store.saveCustomRole(before, []);
  assert.equal((await ada.save('before', 'case.banana\ncase.read')).status, 303);
});
