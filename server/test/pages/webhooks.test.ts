import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { eventWithoutRequest } from '../../src/audit/event.ts';
import { startDelivery } from '../../src/delivery/sender.ts';
import { DAY } from '../../src/lib/clock.ts';
import { WEBHOOK_TRIES } from '../../src/manage/webhooks/own.ts';
import { ClientId, TenantId, UserId, type WebhookEndpoint } from '../../src/model/index.ts';
import { HEALTHY } from '../../src/rules/webhook/retry.ts';
import { type Received, receiver } from '../delivery/world.ts';
import { formsOf } from './forms-of.ts';
import { client, openSite, type Site } from './site.ts';
import { type Page, signedIn, submit, type Visitor } from './visitor.ts';

/*
 * A developer at the page of a client: adds an endpoint, copies its secret, sends a test event, looks at what the
 * receiver answered, sends events again, replaces the secret, removes the endpoint.
 */

const OF_ADA = { ownerUserId: UserId('ada'), tenantId: TenantId('org_harbour') };
const HOOKS = '/account/clients/nimbus/webhooks';

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openSite({
    clients: [
      client({ id: 'nimbus', name: 'Nimbus', ...OF_ADA }),
      client({ id: 'cumulus', name: 'Cumulus', ...OF_ADA }),
    ],
  });
  ada = await signedIn(site);
});
after(() => site.close());

const WISH: [string, string][] = [
  ['event', 'connection.revoked'],
  ['event', 'client.secret_rotated'],
];

async function add(url: string, fields = WISH): Promise<{ page: Page; path: string; secret: string }> {
  // Each test is another minute of the person.
  await site.api.runtime.throttles.clear(WEBHOOK_TRIES.count('ada'));
  const form = await ada.get(`${HOOKS}/new`);
  const made = await submit(ada, form, HOOKS, [['url', url], ...fields]);
  assert.equal(made.status, 303, made.text);
  const page = await ada.follow(made);
  const path = (made.location ?? '').replace(/\/secret.*$/, '');
  return { page, path, secret: secretIn(page) };
}

const secretIn = ({ text }: Page) => /id="webhook_secret"[^>]*>([^<]+)</.exec(text)?.[1] ?? '';
const act = async (path: string, ...fields: [string, string][]) =>
  submit(ada, await ada.get(path), path, fields);

/** Whether a request carries a signature by this secret. The clock of this site is not that of the library. */
function isSigned({ headers, body }: Received, secret: string): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  const signature = new Webhook(secret).sign(String(headers['webhook-id']), at, body);
  return String(headers['webhook-signature']).split(' ').includes(signature);
}

const endpointAt = async (path: string) =>
  (await site.api.store.webhookEndpoint(path.split('/').at(-1) ?? '')) ?? assert.fail();
const audited = async (kind: string) =>
  (await site.api.store.auditTrail({ limit: 1_000 })).filter((row) => row.kind === kind).at(-1);

test('an endpoint is added with the events that are ticked, and its secret is shown once', async (t) => {
  const { url } = await receiver(t);
  const { page, path, secret } = await add(url);
  assert.match(secret, /^whsec_/);
  assert.match(page.text, /<script src="[^"]*copy[^"]*" defer>/);
  assert.equal((await ada.get(`${path}/secret`)).status, 410);
  const { events, ordered, clientId } = await endpointAt(path);
  assert.deepEqual(
    [events, ordered, clientId],
    [['connection.revoked', 'client.secret_rotated'], false, 'nimbus'],
  );
  const own = await ada.get(path);
  assert.match(own.text, /<code>connection\.revoked<\/code>, <code>client\.secret_rotated<\/code>/);
  assert.ok((await ada.get(HOOKS)).text.includes(url));
  for (const each of [own.text, JSON.stringify(await site.api.store.auditTrail({ limit: 1_000 }))])
    assert.ok(!each.includes(secret));
  const row = await audited('webhook.added');
  assert.deepEqual([row?.userId, row?.tenantId, row?.clientId], ['ada', 'org_harbour', 'nimbus']);

  const form = formsOf(await ada.get(`${HOOKS}/new`)).find(({ action }) => action === HOOKS);
  const all = form?.controls.filter(({ name }) => name === 'event').map(({ value }) => value) ?? [];
  assert.ok(!all.includes('key.rotated') && !all.includes('client.deleted'), 'of the API owner alone');
  const every = await add(
    url,
    [...all, ''].flatMap((value): [string, string][] => (value ? [['event', value]] : [['ordered', 'yes']])),
  );
  const taken = await endpointAt(every.path);
  assert.deepEqual([taken.events, taken.ordered], [null, true], 'all: later ones too');
});

test('what cannot be an endpoint is refused beside its field, and the rest of the form is kept', async () => {
  const count = async () =>
    (await site.api.store.webhookEndpoints({ clientId: ClientId('nimbus'), after: '', limit: 99 })).length;
  const before = await count();
  const cases: [url: string, fields: [string, string][], field: string, said: RegExp][] = [
    ['https://10.0.0.1/hooks', WISH, 'url', /at an address that is not public/],
    ['https://[::ffff:169.254.169.254]/', WISH, 'url', /not public/],
    ['http://8.8.8.8/', WISH, 'url', /not public/],
    ['ftp://8.8.8.8/', WISH, 'url', /has to be https/],
    ['', WISH, 'url', /is no URL/],
    ['https://me:word@8.8.8.8/', WISH, 'url', /must not contain a user name/],
    [`https://8.8.8.8/${'x'.repeat(2_000)}`, WISH, 'url', /longer than 2000/],
    ['https://8.8.8.8/', [], 'event', /at least one event/],
    ['https://8.8.8.8/', [['event', 'connection.revokd']], 'event', /did you mean connection\.revoked/],
    ['https://8.8.8.8/', [['event', 'key.rotated']], 'event', /API owner alone/],
  ];
  for (const [url, fields, field, said] of cases) {
    await site.api.runtime.throttles.clear(WEBHOOK_TRIES.count('ada'));
    const form = await ada.get(`${HOOKS}/new`);
    const answer = await submit(ada, form, HOOKS, [['url', url], ['ordered', 'yes'], ...fields]);
    assert.equal(answer.status, 400, url);
    const beside = new RegExp(`id="${field}-problem">([^<]*)<`).exec(answer.text)?.[1] ?? '';
    assert.match(beside, said, url);
    const shown = formsOf(answer).find(({ action }) => action === HOOKS) ?? assert.fail();
    assert.equal(shown.controls.find(({ name }) => name === 'ordered')?.checked, true);
    assert.equal(shown.controls.find(({ name }) => name === 'url')?.value, url);
  }
  assert.equal(await count(), before);
});

test('of another person, tenant or client an endpoint does not exist', async (t) => {
  const { path } = await add((await receiver(t)).url);
  const id = path.split('/').at(-1);
  const others: [who: string, path: string][] = [
    ['max', path],
    ['vera', path],
    ['ada', `/account/clients/cumulus/webhooks/${id}`],
    ['ada', `/account/clients/platform/webhooks/${id}`],
    ['ada', `${HOOKS}/whe_none`],
  ];
  for (const [who, each] of others) {
    const browser = who === 'ada' ? ada : await signedIn(site, who);
    for (const end of ['', '/secret', '/remove', '/rotate?days=0'])
      assert.equal((await browser.get(each + end)).status, 404, `${who} ${each}${end}`);
    const form = await browser.get('/account/tokens/new');
    for (const action of ['test', 'replay', 'resend', 'rotate', 'remove']) {
      const answer = await submit(browser, form, each, [
        ['action', action],
        ['days', '0'],
      ]);
      assert.equal(answer.status, 404, `${who} ${each} ${action}`);
    }
    const list = each.replace(/\/[^/]+$/, '');
    if (who === 'ada') continue;
    assert.equal((await browser.get(list)).status, 404, list);
    assert.equal((await submit(browser, form, list, [['url', 'https://8.8.8.8/'], ...WISH])).status, 404);
  }
  assert.equal((await endpointAt(path)).secrets.length, 1);
});

test('a test event is sent at once, and a bad answer is shown cut and without secrets', async (t) => {
  let [status, body] = [200, 'thanks'];
  const { url, received } = await receiver(t, (_request, response) => response.writeHead(status).end(body));
  const { path, secret } = await add(url);
  const good = await ada.follow(await act(path, ['action', 'test']));
  assert.match(good.text, /notice good.*The test event was delivered\. The receiver answered 200: thanks/s);
  assert.doesNotMatch((await ada.get(path)).text, /The test event was/, 'said once');
  const came = received.at(-1) ?? assert.fail();
  assert.ok(isSigned(came, secret));
  assert.equal(JSON.parse(came.body).type, 'webhook.test');

  [status, body] = [500, `<script>alert(1)</script> ${secret} ${'x'.repeat(2_000)}`];
  const bad = await ada.follow(await act(path, ['action', 'test']));
  assert.match(
    bad.text,
    /notice bad.*The test event was not delivered\. The receiver answered 500: &lt;script&gt;alert\(1\)/s,
  );
  assert.ok(!bad.text.includes(secret) && !bad.text.includes('x'.repeat(501)));
  [status, body] = [301, ''];
  assert.match(
    (await ada.follow(await act(path, ['action', 'test']))).text,
    /answered 301, which is not followed/,
  );
});

test('deliveries are listed with what was sent and answered, and are sent again one by one or by days', async (t) => {
  let status = 500;
  const { url, received, until } = await receiver(t, (_request, response) =>
    response.writeHead(status).end('no room'),
  );
  const { path } = await add(url);
  const stop = startDelivery(site.api);
  t.after(stop);
  await act('/account/clients/nimbus', ['action', 'rotate'], ['days', '7']);
  await until((all) => all.length === 1);
  const failed = await shows(path, /notice warn.*The last attempt failed.*Failed so far/s);
  assert.match(failed.text, /Sent once\..* Tried again at/);
  assert.match(failed.text, /The receiver answered 500\. <q class="answer">no room<\/q>/);
  assert.match(failed.text, /&quot;type&quot;: &quot;client\.secret_rotated&quot;/);
  assert.ok(!failed.text.includes('value="resend"'), 'it is still on its way');
  const event = /evt_\w+/.exec(failed.text)?.[0];
  const number = (
    (
      await site.api.store.webhookDeliveries({
        endpointId: path.split('/').at(-1) ?? '',
        before: null,
        limit: 1,
      })
    )[0] ?? assert.fail()
  ).delivery.eventNumber;
  const early = await ada.follow(await act(path, ['action', 'resend'], ['event', String(number)]));
  assert.match(early.text, /still on its way/);

  status = 204;
  site.clock.turn(60_000);
  await until((all) => all.length === 2);
  await shows(path, /badge good">Delivered/);
  const again = await ada.follow(await act(path, ['action', 'resend'], ['event', String(number)]));
  assert.match(again.text, /The event is sent again\./);
  await until((all) => all.length === 3);
  await shows(path, /badge good">Delivered/);
  const today = new Date(site.clock.now()).toISOString().slice(0, 10);
  const days = await ada.follow(await act(path, ['action', 'replay'], ['from', today], ['to', today]));
  assert.match(days.text, /One event is sent again\./);
  await until((all) => all.length === 4);
  assert.deepEqual(
    received.map(({ headers }) => headers['webhook-id']),
    [event, event, event, event],
  );
  for (const [from, to, said] of [
    ['', today, /Enter both days/],
    ['2026-13-45', today, /Enter both days/],
    [today, '2026-01-01', /The last day is before the first/],
    ['2027-01-01', '2027-01-02', /still to come/],
  ] as const) {
    const answer = await act(path, ['action', 'replay'], ['from', from], ['to', to]);
    assert.equal(answer.status, 400);
    assert.match(/id="from-problem">([^<]*)</.exec(answer.text)?.[1] ?? '', said);
  }
  const none = await ada.follow(
    await act(path, ['action', 'replay'], ['from', '2026-01-01'], ['to', '2026-01-02']),
  );
  assert.match(none.text, /no event of these days/);
  const gone = await ada.follow(await act(path, ['action', 'resend'], ['event', String(number + 1)]));
  assert.match(gone.text, /not kept any more/);
});

test('older deliveries are on the next page, each once', async (t) => {
  // No sender runs, so they wait.
  const { path } = await add((await receiver(t)).url);
  for (let count = 0; count < 45; count++) {
    const about = { clientId: ClientId('nimbus'), detail: {} };
    await site.api.store.record([
      eventWithoutRequest('client.secret_added', site.clock.now() + count, about),
    ]);
  }
  const found: string[] = [];
  const pages: number[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { text } = await ada.get(next.replace(/#.*/, '').replaceAll('&amp;', '&'));
    const ids = [...text.matchAll(/Its id is <code>(evt_\w+)/g)].map(([, id = '']) => id);
    pages.push(ids.length);
    found.push(...ids);
    next = /href="([^"]*before=[^"]*)"/.exec(text)?.[1];
  }
  assert.deepEqual([pages, new Set(found).size], [[20, 20, 5], 45]);
});

/** The page, as soon as the delivery that is on its way has ended. */
async function shows(path: string, pattern: RegExp): Promise<Page> {
  for (let rounds = 0; rounds < 1_000; rounds++) {
    const page = await ada.get(path);
    if (pattern.test(page.text)) return page;
  }
  return assert.fail(`${path} does not come to show ${pattern}`);
}

test('a secret is replaced after a question, and both sign until the overlap ends', async (t) => {
  const { url, received } = await receiver(t);
  const { path, secret } = await add(url);
  const asked = await ada.get(`${path}/rotate?days=7`);
  assert.match(asked.text, /signs for 7 more days/);
  const rotated = await ada.follow(
    await submit(ada, asked, path, [
      ['action', 'rotate'],
      ['days', '7'],
    ]),
  );
  const next = secretIn(rotated);
  assert.match(next, /^whsec_/);
  await act(path, ['action', 'test']);
  const both = received.at(-1) ?? assert.fail();
  assert.deepEqual([isSigned(both, secret), isSigned(both, next)], [true, true]);
  site.clock.turn(7 * DAY + 1);
  ada = await signedIn(site);
  await act(path, ['action', 'test']);
  const one = received.at(-1) ?? assert.fail();
  assert.deepEqual([isSigned(one, secret), isSigned(one, next)], [false, true]);
  assert.equal((await ada.get(`${path}/rotate?days=3`)).status, 404);
  assert.equal((await act(path, ['action', 'rotate'], ['days', '3'])).status, 404);

  const question = await ada.get(`${path}/remove`);
  const removed = await ada.follow(await submit(ada, question, path, [['action', 'remove']]));
  assert.match(removed.text, /The endpoint was removed/);
  assert.equal((await ada.get(path)).status, 404);
});

test('a disabled endpoint says so, and is served again once it answers a test', async (t) => {
  let status = 500;
  const { url } = await receiver(t, (_request, response) => response.writeHead(status).end());
  const disabled: WebhookEndpoint = {
    ...(await endpointAt((await add(url)).path)),
    ...HEALTHY,
    id: 'whe_disabled',
    disabledAt: site.clock.now(),
  };
  await site.api.store.addWebhookEndpoint(disabled, 10, []);
  const path = `${HOOKS}/whe_disabled`;
  assert.match((await ada.get(path)).text, /notice bad.*every attempt had failed for five days/s);
  const replayed = await ada.follow(
    await act(path, ['action', 'replay'], ['from', '2026-06-01'], ['to', '2026-06-02']),
  );
  assert.match(replayed.text, /The endpoint is disabled/);
  await act(path, ['action', 'test']);
  assert.notEqual((await endpointAt(path)).disabledAt, null);
  status = 200;
  assert.match((await ada.follow(await act(path, ['action', 'test']))).text, /The endpoint is served again/);
  assert.equal((await endpointAt(path)).disabledAt, null);
});

test('one person has so many requests sent in a minute, and no more', async (t) => {
  const { url, received } = await receiver(t);
  const { path } = await add(url);
  await site.api.runtime.throttles.clear(WEBHOOK_TRIES.count('ada'));
  for (let sent = 0; sent < 20; sent++) assert.equal((await act(path, ['action', 'test'])).status, 303);
  const refused = await act(path, ['action', 'test']);
  assert.deepEqual([refused.status, received.length], [429, 20]);
  assert.match(refused.text, /Wait a minute/);
  const form = await ada.get(`${HOOKS}/new`);
  const kept = await submit(ada, form, HOOKS, [['url', url], ...WISH]);
  assert.equal(kept.status, 429);
  assert.ok(kept.text.includes(`value="${url}"`), 'the form is kept');
});
