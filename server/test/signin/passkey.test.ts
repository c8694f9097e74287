import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MINUTE } from '../../src/lib/clock.ts';
import { UserId } from '../../src/model/index.ts';
import { openSite, type Site } from '../pages/site.ts';
import { type Page, signedIn, submit, type Visitor } from '../pages/visitor.ts';
import { appOf } from './app.ts';
import { Device, optionsOn, type Slip } from './device.ts';

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function addTo(who: string, device = new Device(site.origin), slip?: Slip) {
  const browser = await signedIn(site, who);
  const page = await browser.get('/account/you/passkeys/new');
  const answer = await submit(browser, page, '/account/you/passkeys', [
    ['name', `Key of ${who}`],
    ['passkey', device.made(page, slip)],
  ]);
  return { browser, device, page, answer };
}

/** Signs in by the passkey alone. */
async function enter(device: Device, browser: Visitor, slip?: Slip, page?: Page) {
  const shown = page ?? (await browser.get('/sign-in?return_to=/account/tokens'));
  const fields = {
    form: shown.field('form'),
    return_to: '/account/tokens',
    passkey: device.used(shown, slip),
  };
  return { shown, answer: await browser.post('/sign-in/passkey', fields) };
}
const codes = async () =>
  (await site.api.store.auditTrail({ kind: 'session.refused', limit: 1 }))[0]?.code ?? null;

test('a passkey is added, signs in alone, is listed and removed', async () => {
  const { browser, device, answer } = await addTo('ada');
  assert.match((await browser.follow(answer)).text, /Key of ada[\s\S]*Not used yet/);
  const elsewhere = site.browser();
  const { answer: entered } = await enter(device, elsewhere);
  assert.equal(entered.location, '/account/tokens', entered.text);
  assert.equal((await elsewhere.get('/account')).status, 200);
  const [opened] = await site.api.store.auditTrail({ kind: 'session.opened', limit: 1 });
  assert.deepEqual([opened?.userId, opened?.detail.methods], ['ada', ['hwk', 'user', 'mfa']]);
  const listed = await browser.get('/account/you');
  assert.match(listed.text, /Key of ada[\s\S]*Last used/);
  const [, link = ''] = /href="(\/account\/you\/passkeys\/[^"]*\/remove)"/.exec(listed.text) ?? [];
  const asked = await browser.get(link);
  const removed = await submit(browser, asked, link.replace('/remove', ''), [['action', 'remove']]);
  assert.equal(removed.status, 303);
  const { answer: gone } = await enter(device, site.browser());
  assert.deepEqual([gone.status, await codes()], [403, 'passkey_unknown']);
});

test('what a device or a page did not do right signs nobody in', async () => {
  const { device } = await addTo('vera');
  const slips: [Slip, string][] = [
    [{ origin: 'https://accounts.harbour.example.evil.test' }, 'passkey_wrong'],
    [{ rpId: 'evil.test' }, 'passkey_wrong'],
    [{ unverified: true }, 'passkey_wrong'],
    [{ type: 'webauthn.create' }, 'passkey_wrong'],
    [{ userHandle: Buffer.from('ada').toString('base64url') }, 'passkey_wrong'],
    [{ challenge: Buffer.from('a challenge of somebody else').toString('base64url') }, 'passkey_challenge'],
    [{ counter: 0 }, 'passkey_counter'],
  ];
  assert.equal((await enter(device, site.browser())).answer.status, 303);
  for (const [slip, code] of slips) {
    const browser = site.browser();
    const { answer } = await enter(device, browser, slip);
    assert.deepEqual([answer.status, await codes()], [403, code], JSON.stringify(slip));
    assert.match(answer.text, /This passkey was not accepted/);
    assert.equal((await browser.get('/account')).status, 303);
  }
});

test('a challenge counts once, in the browser that got it, for half an hour', async () => {
  const { device } = await addTo('max');
  const browser = site.browser();
  const { shown, answer } = await enter(device, browser);
  assert.equal(answer.status, 303);
  const other = site.browser();
  const theirs = await other.get('/sign-in');
  const { answer: moved } = await enter(
    device,
    other,
    { challenge: optionsOn(shown, 'offer').challenge },
    theirs,
  );
  assert.deepEqual([moved.status, await codes()], [403, 'passkey_challenge'], 'another browser’s');
  const again = await other.post('/sign-in/passkey', {
    ...{ form: theirs.field('form'), return_to: '/account' },
    passkey: device.used(theirs),
  });
  assert.equal(again.status, 303);
  other.cookies.set('latchkey-form', theirs.headers['set-cookie']?.[0]?.split(/[=;]/)[1] ?? '');
  other.cookies.delete('latchkey-session');
  const twice = await enter(device, other, {}, theirs);
  assert.deepEqual([twice.answer.status, await codes()], [403, 'passkey_challenge'], 'twice');
  const slow = site.browser();
  const page = await slow.get('/sign-in');
  site.clock.turn(31 * MINUTE);
  assert.equal((await enter(device, slow, {}, page)).answer.status, 403, 'too late');
});

test('a passkey that was not made here, or is known, is not added', async () => {
  const device = new Device(site.origin);
  for (const slip of [{ origin: 'https://evil.test' }, { unverified: true }, { rpId: 'evil.test' }]) {
    const { answer } = await addTo('ada', device, slip);
    assert.deepEqual([answer.status, /could not be added/.test(answer.text)], [400, true]);
  }
  const { answer, browser, page } = await addTo('ada', device);
  assert.equal(answer.status, 303);
  assert.match((await addTo('vera', device)).answer.text, /in your list already/);
  const stale = await submit(browser, page, '/account/you/passkeys', [
    ['passkey', new Device(site.origin).made(page)],
  ]);
  assert.equal(stale.status, 400, 'the same challenge');
  assert.equal((await submit(browser, page, '/account/you/passkeys', [['passkey', '{}']])).status, 400);
});

test('a passkey takes the place of a code after the password, but only one’s own', async () => {
  const { device, browser } = await addTo('max', new Device(site.origin, false));
  const strangers = (await addTo('vera', new Device(site.origin))).device;
  const page = await browser.get('/account/you/authenticator');
  const app = appOf(page);
  const on = await submit(browser, page, '/account/you/authenticator', [
    ['offer', page.field('offer')],
    ['code', app(site.clock.now())],
  ]);
  assert.equal(on.status, 303);
  const elsewhere = site.browser();
  const asked = await elsewhere.signIn('max@harbour.example');
  assert.match(asked.text, /Use a passkey/);
  const use = (of: Device, shown = asked) =>
    elsewhere.post('/sign-in/passkey', {
      ...{ form: shown.field('form'), first: shown.field('first'), return_to: '/account' },
      passkey: of.used(shown),
    });
  const refused = await use(strangers);
  assert.deepEqual([refused.status, await codes()], [403, 'passkey_unknown']);
  assert.equal((await use(device, refused)).status, 303);
  const sessions = await site.api.store.sessionsOf(UserId('max'), site.clock.now());
  assert.ok(sessions.some(({ methods }) => methods.join() === 'pwd,hwk,user,mfa'));
});

test('a page at another host, and an API that wants none, offer no passkeys', async (t) => {
  const off = await openSite({ definition: { signInBy: { passkeys: false } } });
  t.after(() => off.close());
  const page = await off.browser().get('/sign-in');
  assert.doesNotMatch(page.text, /passkey/i);
  const ada = await signedIn(off);
  assert.equal((await ada.get('/account/you/passkeys/new')).status, 404);
  assert.doesNotMatch((await ada.get('/account/you')).text, /Passkeys/);
  const here = await site.browser().get('/sign-in', { host: 'other.harbour.example' });
  assert.doesNotMatch(here.text, /data-passkey/);
});
