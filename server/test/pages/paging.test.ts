import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, GrantId, TenantId, UserId } from '../../src/model/index.ts';
import { client, event, personalToken } from '../store/fixtures.ts';
import { openSite, type Site } from './site.ts';
import { signedIn, type Visitor } from './visitor.ts';

const MANY = 120;
let site: Site;

/** Everybody in the tenant has a connection to a client each, every fourth one revoked, and Ada has tokens and clients. */
before(async () => {
  site = await openSite();
  const { store } = site.api;
  const now = site.api.clock.now();
  const work = Array.from({ length: MANY }, async (_, index) => {
    const id = String(index).padStart(3, '0');
    const user = {
      id: UserId(`usr_${id}`),
      name: `Person ${id}`,
      email: `${id}@harbour.example`,
      passwordHash: null,
      createdAt: now,
    };
    await store.addUser(user, []);
    await store.addMembership({ tenantId: TenantId('org_harbour'), userId: user.id, role: 'viewer' }, []);
    const owner = { ownerUserId: UserId('ada'), tenantId: TenantId('org_harbour'), createdAt: now + index };
    await store.createClient(client({ id: `app_${id}`, name: `Client ${id}`, ...owner }), null, []);
    const token = {
      id: `tok_${id}`,
      hash: sha256(id),
      name: `Token ${id}`,
      userId: UserId('ada'),
      tenantId: TenantId('org_harbour'),
      createdAt: now,
    };
    await store.createPersonalToken(personalToken(token), []);
    const grant = await store.recordConsent({
      newGrantId: GrantId(`grant_${id}`),
      newConnectedAccountId: null,
      clientId: ClientId(`app_${id}`),
      userId: user.id,
      tenantId: TenantId('org_harbour'),
      mode: 'live',
      scopes: ['read'],
      resources: null,
      ceiling: null,
      now: now + (index % 7),
      audit: { allowed: [], held: [] },
    });
    if (index % 4 === 0)
      await store.revokeGrant({ grantId: grant.id, tenantId: TenantId('org_harbour'), now, audit: [] });
  });
  await Promise.all(work);
});
after(() => site.close());

/** The entries of a list over all of its pages, and the most rows that one page had. */
async function throughAll(visitor: Visitor, path: string, row: RegExp, more: RegExp) {
  const seen: string[] = [];
  let [most, pages] = [0, 0];
  for (let next: string | undefined = path; next !== undefined; pages++) {
    const page = await visitor.get(next);
    assert.equal(page.status, 200);
    const here = [...page.text.matchAll(row)].map(([, name]) => name ?? '');
    most = Math.max(most, here.length);
    seen.push(...here);
    next = more.exec(page.text)?.[1]?.replaceAll('&amp;', '&');
    assert.ok(pages < 10, 'it does not end');
  }
  return { seen, most, pages };
}

const names = (word: string, which = (_index: number) => true) =>
  Array.from({ length: MANY }, (_, index) => index)
    .filter(which)
    .map((index) => `${word} ${String(index).padStart(3, '0')}`);

test('connections come a page at a time, live ones and revoked ones each with a way on', async () => {
  const ada = await signedIn(site);
  const row = /row-title">(Client \d+)/g;
  const live = await throughAll(
    ada,
    '/account/connections',
    /row-title">(Client \d+) <span class="badge good/g,
    /href="([^"]*[?;]before=[^"]+)">Older/,
  );
  assert.deepEqual(
    [...live.seen].sort(),
    names('Client', (index) => index % 4 !== 0),
  );
  assert.deepEqual([live.most, live.pages], [50, 2]);
  const page = await ada.get('/account/connections');
  assert.equal([...page.text.matchAll(row)].length, 50 + MANY / 4);
  assert.doesNotMatch(page.text, /revoked=\d/);
});

test('a member sees their own connections alone, and of another one nothing', async () => {
  const vera = await signedIn(site, 'vera');
  assert.match((await vera.get('/account/connections')).text, /Nothing is connected/);
  assert.equal((await vera.get('/account/connections/grant_001')).status, 404);
  const ada = await signedIn(site);
  assert.equal((await ada.get('/account/connections/grant_001')).status, 200);
});

test('people come a page at a time, by name', async () => {
  const ada = await signedIn(site);
  const { seen, most } = await throughAll(
    ada,
    '/account/people',
    /row-title">(?:<a [^>]*>)?(Person \d+)/g,
    /href="([^"]*after=[^"]+)">More people/,
  );
  assert.deepEqual(seen, names('Person'));
  assert.ok(most <= 50);
  assert.equal((await ada.get('/account/people?after=nobody')).status, 200);
});

test('clients and tokens come a page at a time, newest first', async () => {
  const ada = await signedIn(site);
  const older = /href="([^"]*before=[^"]+)">Older/;
  const clients = await throughAll(ada, '/account/clients', /row-title">(Client \d+)/g, older);
  assert.deepEqual([clients.seen, clients.most], [names('Client').reverse(), 50]);
  const tokens = await throughAll(ada, '/account/tokens', /row-title">(Token \d+)/g, older);
  assert.deepEqual([tokens.seen, tokens.most], [names('Token').reverse(), 50]);
  assert.equal((await ada.get('/account/tokens?before=%27x')).status, 200, 'nonsense begins anew');
});

test('a search of the log that finds nothing stops, and can be gone on with', async () => {
  const { store, clock } = site.api;
  const row = (over = {}) =>
    event('api.called', { at: clock.now(), tenantId: TenantId('org_harbour'), ...over });
  await store.record([row({ detail: { operation: 'rare' } })]);
  await store.record(Array.from({ length: 5_500 }, () => row()));
  const ada = await signedIn(site);
  const first = await ada.get('/account/activity?operation=rare');
  assert.match(first.text, /No entry matches among the entries that were searched; older ones/);
  const [, on = ''] = /href="([^"]*before=\d+[^"]*)">Search on/.exec(first.text) ?? [];
  const second = await ada.get(on.replaceAll('&amp;', '&'));
  assert.match(second.text, /API call <code>rare<\/code>/);
  assert.doesNotMatch(second.text, /Search on/);
  assert.match(
    (await ada.get('/account/activity?operation=never&since=2100-01-01')).text,
    /No entry matches\./,
  );
});
