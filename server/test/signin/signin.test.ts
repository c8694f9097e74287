import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { MINUTE } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import { hashPassword, verifyPassword } from '../../src/signin/passwords.ts';
import { localPath } from '../../src/signin/return-to.ts';
import { SIGN_IN_LIMITS, SignInThrottle } from '../../src/signin/throttle.ts';
import { authorizePath, openSite, type Site } from '../pages/site.ts';
import { PASSWORD } from '../pages/visitor.ts';

/*
 * Signing in: a wrong password shows the form again with the address and one sentence; a right one leads
 * back. Signing out ends the session everywhere, not only the cookie.
 */

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test('passwords are argon2id with the parameters of OWASP', async () => {
  assert.match(await hashPassword('x'), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a user without a stored password cannot sign in, whatever they enter', async () => {
  const stored = await hashPassword(PASSWORD);
  assert.equal(await verifyPassword(PASSWORD, stored), true);
  assert.equal(await verifyPassword(`${PASSWORD} `, stored), false);
  assert.equal(await verifyPassword(PASSWORD, null), false);
  assert.equal(await verifyPassword('x'.repeat(1_025), await hashPassword('x'.repeat(1_025))), false);
  assert.equal(await verifyPassword(PASSWORD, 'not a hash'), false);
});

test('an unknown user costs the work of a known one', async () => {
  await verifyPassword(PASSWORD, null);
  const before = process.cpuUsage();
  await verifyPassword(PASSWORD, null);
  // Processor time, not elapsed time: 19 MiB of argon2id cannot be had for less than this on any machine.
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system > 2_000);
});

test('signing in leads back to where one came from', async () => {
  const browser = site.browser();
  const landing = await browser.get(authorizePath());
  assert.equal(landing.status, 200);
  const answer = await browser.post('/sign-in', {
    form: landing.field('form'),
    return_to: landing.field('return_to'),
    email: ' ADA@harbour.example ',
    password: PASSWORD,
  });
  assert.equal(answer.status, 303);
  assert.equal(answer.location, authorizePath());
});

test('a wrong password and an unknown address get the same answer', async () => {
  const answers = await Promise.all(
    ['vera@harbour.example', 'stranger@harbour.example'].map(async (email) => {
      const answer = await site.browser().signIn(email, 'wrong');
      assert.match(answer.text, new RegExp(`value="${email}"`));
      assert.doesNotMatch(answer.text, /value="wrong"/);
      return [answer.status, /<p id="sign-in-problem">([^<]*)/.exec(answer.text)?.[1]];
    }),
  );
  assert.deepEqual(answers[0], [403, 'That email address and password do not match.']);
  assert.deepEqual(answers[0], answers[1]);
});

test('the session cookie is out of reach of scripts and other hosts', async () => {
  const secure = await openSite({ secure: true });
  try {
    const browser = secure.browser();
    const answer = await browser.signIn('ada@harbour.example');
    const cookie = [answer.headers['set-cookie']].flat().find((line) => line?.startsWith('__Host-latchkey='));
    assert.match(
      cookie ?? '',
      /^__Host-latchkey=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200$/,
    );
  } finally {
    await secure.close();
  }
});

test('a session that somebody planted before signing in is not the one that is signed in (fixation)', async () => {
  const attacker = site.browser();
  await attacker.signIn('max@harbour.example');
  const planted = attacker.cookies.get('latchkey-session') ?? '';
  const victim = site.browser();
  victim.cookies.set('latchkey-session', planted);
  // The sign-in card is shown by the authorization endpoint when the client insists on it.
  const landing = await victim.get(authorizePath({ prompt: 'login' }));
  const answer = await victim.post('/sign-in', {
    form: landing.field('form'),
    return_to: landing.field('return_to'),
    email: 'ada@harbour.example',
    password: PASSWORD,
  });
  assert.equal(answer.status, 303);
  assert.notEqual(victim.cookies.get('latchkey-session'), planted);
  assert.equal(await site.api.store.session(sha256(planted), site.clock.now()), null);
  assert.equal((await attacker.get('/account')).status, 303);
});

test('another site cannot sign a browser in (login CSRF)', async () => {
  const attacker = site.browser();
  const form = (await attacker.get('/sign-in')).field('form');
  const fields = { form, return_to: '/account', email: 'max@harbour.example', password: PASSWORD };
  const victim = site.browser();
  assert.equal((await victim.post('/sign-in', fields)).status, 403, 'a token without its cookie');
  await victim.get('/sign-in');
  assert.equal((await victim.post('/sign-in', fields)).status, 403, "a token of another browser's cookie");
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ]) {
    const own = (await victim.get('/sign-in')).field('form');
    const answer = await victim.post('/sign-in', { ...fields, form: own }, headers);
    assert.equal(answer.status, 403);
  }
  assert.equal(victim.cookies.has('latchkey-session'), false);
});

test('return_to leads nowhere but to this host', async () => {
  for (const target of [
    'https://evil.example/',
    '//evil.example',
    '//here.invalid/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    'account',
    '/a\r\nset-cookie: x=y',
    '',
  ]) {
    assert.equal(localPath(target), null, JSON.stringify(target));
    const browser = site.browser();
    const page = await browser.get(`/sign-in?return_to=${encodeURIComponent(target)}`);
    const answer = await browser.post('/sign-in', {
      form: page.field('form'),
      return_to: target,
      email: 'ada@harbour.example',
      password: PASSWORD,
    });
    assert.equal(answer.location, '/account');
  }
  assert.equal(localPath('/account?a=b&c=%2F%2Fx'), '/account?a=b&c=%2F%2Fx');
});

test('signing out ends the session itself, and only with its own token', async () => {
  const browser = site.browser();
  await browser.signIn('ada@harbour.example');
  const stolen = browser.cookies.get('latchkey-session') ?? '';
  const page = await browser.get('/sign-out');
  await browser.post('/sign-out', { csrf: 'x' });
  assert.equal((await browser.get('/account')).status, 200);
  const answer = await browser.post('/sign-out', { csrf: page.field('csrf') });
  assert.equal(answer.location, '/signed-out');
  browser.cookies.set('latchkey-session', stolen);
  assert.equal((await browser.get('/account')).status, 303);
});

test('a session ends by itself when its time is over', async () => {
  const own = await openSite();
  try {
    const browser = own.browser();
    await browser.signIn('ada@harbour.example');
    own.clock.turn(12 * 60 * MINUTE - 1);
    assert.equal((await browser.get('/account')).status, 200);
    own.clock.turn(1);
    assert.equal((await browser.get('/account')).status, 303);
  } finally {
    await own.close();
  }
});

test('after too many wrong passwords even the right one waits, in words and in Retry-After', async () => {
  const own = await openSite();
  try {
    const browser = own.browser();
    const email = 'vera@harbour.example';
    const { attempts } = SIGN_IN_LIMITS.accountAndAddress;
    const guesses = await Promise.all(
      Array.from({ length: attempts + 5 }, () => own.browser().signIn(email, 'wrong')),
    );
    assert.equal(
      guesses.filter(({ status }) => status === 403).length,
      attempts,
      'parallel guesses all count',
    );
    const waiting = await browser.signIn(email);
    assert.equal(waiting.status, 429);
    assert.match(waiting.text, /too many attempts.*in 15 minutes/);
    const seconds = Number(waiting.headers['retry-after']);
    assert.ok(seconds > 0 && seconds <= 900);
    assert.equal((await own.browser().signIn('ada@harbour.example')).status, 303, 'others are not affected');
    const refusals = await own.api.store.auditTrail({ kind: 'session.refused', limit: 100 });
    assert.equal(
      refusals.length,
      attempts + 1,
      'one row says that the line was crossed, not one for each try',
    );
    assert.doesNotMatch(JSON.stringify(refusals), /wrong"|vera@/);
  } finally {
    await own.close();
  }
});

test('a stranger locks out themselves, not the owner of the account', async () => {
  const throttle = new SignInThrottle(new MemoryWindows());
  for (let i = 0; i < SIGN_IN_LIMITS.account.attempts + 50; i++)
    await throttle.admit('ada@x.example', '203.0.113.1');
  assert.equal((await throttle.admit('ada@x.example', '203.0.113.1')).admitted, false);
  assert.equal((await throttle.admit('ADA@x.example ', '198.51.100.7')).admitted, true);
});

test('guessing from many addresses, and one guess at each of many accounts, is stopped as well', async () => {
  const spread = new SignInThrottle(new MemoryWindows());
  for (let i = 0; i < SIGN_IN_LIMITS.account.attempts; i++) {
    assert.equal((await spread.admit('ada@x.example', `198.51.${i}.1`)).admitted, true);
  }
  assert.equal((await spread.admit('ada@x.example', '192.0.2.1')).admitted, false);
  const wide = new SignInThrottle(new MemoryWindows());
  for (let i = 0; i < SIGN_IN_LIMITS.address.attempts; i++) {
    // One IPv6 subscriber has all of these.
    assert.equal((await wide.admit(`user${i}@x.example`, `2001:db8:1:2::${i.toString(16)}`)).admitted, true);
  }
  assert.equal((await wide.admit('last@x.example', '2001:db8:1:2:ffff::1')).admitted, false);
});

test('an address that has to wait leaves nothing in memory, however many accounts it makes up', async () => {
  const throttle = new SignInThrottle(new MemoryWindows());
  const admit = (n: number) => throttle.admit(`user${n}@x.example`, '203.0.113.1');
  for (let n = 0; n <= SIGN_IN_LIMITS.address.attempts; n++) await admit(n);
  const kept = mock.method(Map.prototype, 'set');
  try {
    for (let n = 1_000; n < 1_050; n++) {
      const admission = await admit(n);
      assert.ok(!admission.admitted && !admission.first && admission.retryAfter > 0);
    }
    assert.equal(kept.mock.callCount(), 0);
  } finally {
    kept.mock.restore();
  }
});

test('waiting is over after the window, and a right password wipes the slate', async () => {
  let now = 0;
  const time = mock.method(performance, 'now', () => now);
  try {
    const throttle = new SignInThrottle(new MemoryWindows());
    const { attempts, within } = SIGN_IN_LIMITS.accountAndAddress;
    const admit = () => throttle.admit('ada@x.example', '203.0.113.1');
    for (let i = 0; i < attempts - 1; i++) await admit();
    const last = await admit();
    assert.ok(last.admitted);
    await last.succeeded();
    for (let i = 0; i < attempts; i++) assert.equal((await admit()).admitted, true);
    assert.equal((await admit()).admitted, false);
    now += within;
    assert.equal((await admit()).admitted, true);
  } finally {
    time.mock.restore();
  }
});

test('a body that is not a form is refused in words', async () => {
  const browser = site.browser();
  const json = await browser.post('/sign-in', {}, { 'content-type': 'application/json' });
  assert.equal(json.status, 415);
  const large = await browser.post('/sign-in', { email: 'x'.repeat(600_000) });
  assert.equal(large.status, 413);
  assert.match(large.text, /too large/);
});
