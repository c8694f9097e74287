import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientId, type Grant, TenantId, UserId } from '../../src/model/index.ts';
import { ask, DEVICE_CODE, deviceFields, enter } from '../oauth/device/television.ts';
import { authorizePath, client, openSite, type Site } from './site.ts';
import { codeIn, consentFields, type Page, signedIn, type Visitor } from './visitor.ts';

/*
 * Five thousand projects in fifty accounts, chosen without a script: a container has a value of its own, a search is an
 * address, and what was ticked is kept. Things come and go between the page and its post.
 */

const ACCOUNTS = 50;
const PROJECTS = 5_000;
const account = (id: number) => ({ type: 'account', id: `a${id}`, name: `Account ${id}` });
const project = (id: number) => ({
  ...{ type: 'project', id: `p${id}`, name: `Project ${id}` },
  parent: { type: 'account', id: `a${id % ACCOUNTS}` },
});
const all = () => [
  ...Array.from({ length: ACCOUNTS }, (_, id) => account(id)),
  { type: 'account', id: 'empty', name: 'Empty account' },
  ...Array.from({ length: PROJECTS }, (_, id) => project(id)),
];

let site: Site;
let list = all();
before(async () => {
  site = await openSite({
    definition: { deviceAuthorization: true, resources: { list: async () => list } },
  });
});
after(() => site.close());

let made = 0;
async function newClient(): Promise<string> {
  const id = `tool${made++}`;
  const record = client({
    ...{ id, name: 'Tool', kind: 'public', authMethod: 'none', scopes: ['read', 'projects'] },
    grantTypes: ['authorization_code', DEVICE_CODE],
  });
  await site.api.store.createClient(record, null, []);
  return id;
}

const boxes = (...names: string[]) => names.map((value): [string, string] => ['resource', value]);
const ALLOW: [string, string] = ['decision', 'allow'];

async function open(who = 'vera'): Promise<{ id: string; browser: Visitor; path: string; page: Page }> {
  const id = await newClient();
  const browser = await signedIn(site, who);
  const path = authorizePath({ client_id: id, scope: 'projects' });
  return { id, browser, path, page: await browser.get(path) };
}

const fieldsOf = (page: Page) => Object.entries(consentFields(page));

async function grantOf(id: string, tenantId = 'org_harbour', userId = 'vera'): Promise<Grant> {
  const grant = await site.api.store.grantFor(ClientId(id), UserId(userId), TenantId(tenantId));
  assert.ok(grant);
  return grant;
}

/** The values of ticked boxes on a page. */
const tickedOn = ({ text }: Page) =>
  [...text.matchAll(/name="resource" value="([^"]+)" checked/g)].map(([, value]) => value);

describe('a tree of five thousand', () => {
  it('is closed at first, says how many there are, and cannot give an empty container', async () => {
    const { page } = await open();
    assert.equal(page.text.match(/<details><summary>100 in Account \d+<\/summary>/g)?.length, ACCOUNTS);
    assert.match(page.text, />0 of 5,000 chosen</);
    assert.match(
      page.text,
      /value="account:empty" disabled> <span>Empty account <small>account\. Nothing is in it yet\./,
    );
    assert.match(page.text, /Things that are added later are not included\./);
  });

  it('is chosen whole by few values, and holds the projects that there are now', async () => {
    const { id, browser, path, page } = await open();
    const accounts = Array.from({ length: ACCOUNTS }, (_, each) => `account:a${each}`);
    const answer = await browser.post(path, [...fieldsOf(page), ...boxes(...accounts), ALLOW]);
    assert.ok(codeIn(answer), answer.text.slice(0, 400));
    const { resources } = await grantOf(id);
    assert.equal(resources?.length, PROJECTS);
    assert.equal(
      resources?.some(({ type }) => type === 'account'),
      false,
    );
  });

  it('shows a container as chosen while everything in it is, and not what came later', async (t) => {
    const { id, browser, path, page } = await open();
    await browser.post(path, [...fieldsOf(page), ...boxes('account:a1', 'project:p2'), ALLOW]);
    assert.deepEqual(tickedOn(await browser.get(path)), ['account:a1', 'project:p2']);
    t.after(() => {
      list = all();
    });
    list = [...all(), { ...project(1), id: 'new', name: 'A new one' }];
    const again = await browser.get(path);
    assert.equal(
      tickedOn(again).length,
      101,
      'each project of before, and neither the account nor the new one',
    );
    assert.match(again.text, /<details open><summary>101 in Account 1, 100 chosen<\/summary>/);
    await browser.post(path, [
      ...fieldsOf(again),
      ...boxes(...tickedOn(again).filter((value) => value !== undefined)),
      ALLOW,
    ]);
    assert.equal((await grantOf(id)).resources?.length, 101);
  });
});

describe('a search', () => {
  it('is an address, shows matches below their containers, and keeps everything that was entered', async () => {
    const { browser, path, page } = await open();
    const search = await browser.post(path, [
      ...fieldsOf(page),
      ...boxes('account:a3', 'project:p7'),
      ...Object.entries({ find: 'Project 4321', expiry: '30', show: 'find' }),
    ]);
    assert.equal(search.status, 303);
    assert.doesNotMatch(search.location ?? '', /csrf|consent=/, 'the address has no secret in it');
    const found = await browser.follow(search);
    assert.match(found.text, /One thing is called “Project 4321”\./);
    assert.match(found.text, /<details open><summary>100 in Account 21<\/summary>/);
    assert.equal(
      found.text.match(/name="resource"/g)?.length,
      4,
      'the match, its account and what is ticked',
    );
    assert.match(found.text, /2 more are chosen/);
    assert.deepEqual(tickedOn(found), ['account:a3', 'project:p7']);
    assert.match(found.text, /value="30" selected/);
    assert.equal((await browser.get(search.location ?? '')).text.includes('Project 4321'), true, 'again');
    const answer = await browser.post(path, [...fieldsOf(found), ...boxes('project:p4321'), ALLOW]);
    assert.ok(codeIn(answer));
  });

  it('of many ticks is answered where it was posted', async () => {
    const { browser, path, page } = await open();
    const ticked = boxes(...Array.from({ length: 4_950 }, (_, each) => `project:p${each}`));
    const found = await browser.post(path, [
      ...fieldsOf(page),
      ...ticked,
      ['find', 'p4321'],
      ['show', 'find'],
    ]);
    assert.equal(found.status, 200);
    assert.equal(tickedOn(found).length, 4_950);
  });

  it('that somebody else put into a link ticks nothing', async () => {
    const one = await open('vera');
    const other = await signedIn(site, 'ada');
    const search = await one.browser.post(one.path, [
      ...fieldsOf(one.page),
      ...boxes('account:a3'),
      ...Object.entries({ find: 'Project', show: 'find' }),
    ]);
    assert.deepEqual(tickedOn(await one.browser.get(search.location ?? '')), ['account:a3']);
    assert.deepEqual(tickedOn(await other.get(search.location ?? '')), []);
    const forged = `${one.path}&latchkey_entered=x.resource%3Daccount%253Aa3`;
    assert.deepEqual(tickedOn(await one.browser.get(forged)), []);
    assert.equal((await one.browser.get(`${one.path}&latchkey_entered=%`)).status < 500, true);
  });

  it('works for a device too, on the page that was posted', async () => {
    const id = await newClient();
    const vera = await signedIn(site, 'vera');
    const codes = await ask(site, { client_id: id, scope: 'projects' });
    const page = await enter(vera, codes.user);
    const found = await vera.post('/device', [
      ...Object.entries(deviceFields(page)),
      ...boxes('account:a3'),
      ...Object.entries({ find: 'Project 4321', show: 'find' }),
    ]);
    assert.equal(found.status, 200);
    assert.deepEqual(tickedOn(found), ['account:a3']);
    await vera.post('/device', [
      ...Object.entries(deviceFields(found)),
      ...boxes('account:a3', 'project:p4321'),
      ALLOW,
    ]);
    assert.equal((await grantOf(id)).resources?.length, 101);
  });
});

describe('between the page and its post', () => {
  it('a thing that is gone is told, the rest stays chosen, and the next post counts', async (t) => {
    t.after(() => {
      list = all();
    });
    const { id, browser, path, page } = await open();
    list = all().filter((each) => each.id !== 'p7');
    const again = await browser.post(path, [...fieldsOf(page), ...boxes('project:p7', 'project:p8'), ALLOW]);
    assert.equal(again.status, 400);
    assert.match(again.text, /is not in the list any more: project p7\. The rest is still chosen/);
    assert.deepEqual(tickedOn(again), ['project:p8']);
    assert.ok(codeIn(await browser.post(path, [...fieldsOf(again), ...boxes('project:p8'), ALLOW])));
    assert.deepEqual((await grantOf(id)).resources, [{ type: 'project', id: 'p8' }]);
    list = all().filter((each) => each.id !== 'p8');
    assert.match((await browser.get(path)).text, /No longer there, so it is left out: project p8\./);
  });

  it('two windows of one person are both answered, and each says what it said', async () => {
    const { id, browser, path, page } = await open();
    const second = authorizePath({ client_id: id, scope: 'projects', state: 'the second window' });
    const other = await browser.get(second);
    const [one, two] = [
      await browser.post(path, [...fieldsOf(page), ...boxes('project:p1'), ALLOW]),
      await browser.post(second, [...fieldsOf(other), ...boxes('project:p2'), ALLOW]),
    ];
    assert.ok(codeIn(one));
    assert.match(two.location ?? '', /state=the(\+|%20)second(\+|%20)window/);
    const repeated = await browser.post(second, [...fieldsOf(other), ...boxes('project:p2'), ALLOW]);
    assert.ok(codeIn(repeated), 'a form that is sent twice does no harm');
    assert.deepEqual((await grantOf(id)).resources, [{ type: 'project', id: 'p2' }]);
  });

  it('another tenant is shown before it counts, without the boxes of the first', async () => {
    const { id, browser, path, page } = await open('max');
    const north: [string, string][] = fieldsOf(page).map(([name, value]) => [
      name,
      name === 'tenant' ? 'org_north' : value,
    ]);
    const shown: [string, string] = ['shown', 'org_harbour'];
    const straight = await browser.post(path, [...north, shown, ...boxes('project:p1'), ALLOW]);
    assert.equal(straight.status, 400, 'nothing is allowed for a tenant that the page was not about');
    assert.match(straight.text, /<h1>Tool wants to connect to North &amp; Sons/);
    assert.deepEqual(tickedOn(straight), []);
    const other = await browser.post(path, [
      ...north,
      shown,
      ...boxes('project:p1'),
      ...Object.entries({ expiry: '90', show: 'tenant' }),
    ]);
    assert.equal(other.status, 200);
    assert.deepEqual(tickedOn(other), []);
    assert.match(other.text, /value="90" selected/, 'all the rest is kept');
    assert.ok(codeIn(await browser.post(path, [...fieldsOf(other), ...boxes('project:p1'), ALLOW])));
    assert.equal((await grantOf(id, 'org_north', 'max')).resources?.length, 1);
  });
});

it('on a second time only what is new stands open, and what is there already is folded', async () => {
  const { id, browser, path, page } = await open();
  await browser.post(path, [...fieldsOf(page), ...boxes('project:p1'), ALLOW]);
  const more = await browser.get(authorizePath({ client_id: id, scope: 'projects read' }));
  assert.match(more.text, /<h1>Tool is already connected to Harbour Law<\/h1>/);
  assert.match(more.text, /Since \d+ \w+ 2026\. It asks for more now, which is marked as new\./);
  const [open_, folded] = more.text.split('<details><summary>One thing that it can do already</summary>');
  assert.match(open_ ?? '', /See cases, quotes and contacts <span class="badge good">New<\/span>/);
  assert.match(folded ?? '', /Work on the accounts and projects that you choose<\/li>/);
  assert.match((await browser.get(path)).text, /It asks for nothing new\./);
});

it('each scope says what the role of the person leaves of it', async () => {
  const vera = await signedIn(site, 'vera');
  const { text } = await vera.get(authorizePath({ scope: 'read write' }));
  assert.match(text, /Your role, Viewer, allows nothing of this: it lacks case\.update, contact\.update\./);
  assert.match(text, /A manager of Harbour Law can change your role\./);
  const ada = await signedIn(site, 'ada');
  assert.doesNotMatch((await ada.get(authorizePath({ scope: 'read write' }))).text, /Your role, /);
});

it('denying is a button like allowing, before it in the order of the eye and of keys', async () => {
  const { page } = await open();
  assert.match(
    page.text,
    /<div class="actions decide"><button type="submit" class="button" name="decision" value="deny">Don&#39;t allow<\/button><button type="submit" class="button primary" name="decision" value="allow">Allow<\/button><\/div>/,
  );
  const [first] = page.text.match(/<button type="submit"[^>]* name="[^"]*" value="[^"]*"/g) ?? [];
  assert.match(first ?? '', /name="show" value="find"/, 'the key Enter in the search sends the search');
});
