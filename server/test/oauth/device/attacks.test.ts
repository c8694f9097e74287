import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { USER_CODE_LIMITS } from '../../../src/oauth/device/guessing.ts';
import { newUserCode, shownUserCode } from '../../../src/oauth/device/user-code.ts';
import type { Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { ask, decide, deviceFields, enter, openTelevisionSite, poll, post, SECRET } from './television.ts';

const SECOND = 1_000;

let site: Site;
before(async () => {
  site = await openTelevisionSite();
});
after(() => site.close());

describe('a device code', () => {
  it('opens nothing for another client, and is not used up by its tries', async () => {
    const codes = await ask(site);
    await decide(await signedIn(site), codes.user, 'allow');
    for (const thief of [{ client_id: 'radio' }, { client_id: 'shop-sign', client_secret: SECRET }]) {
      const { status, json } = await poll(site, codes, thief);
      assert.deepEqual([status, json.error, json.access_token], [400, 'invalid_grant', undefined]);
    }
    assert.equal((await poll(site, codes)).status, 200);
  });

  it('is refused as unknown, empty, doubled, and as its own user code', async () => {
    const codes = await ask(site);
    assert.equal((await poll(site, { ...codes, device: 'guessed' })).json.error, 'invalid_grant');
    assert.equal((await poll(site, { ...codes, device: codes.user })).json.error, 'invalid_grant');
    assert.equal((await poll(site, { ...codes, device: '' })).json.error, 'invalid_request');
    const twice = `grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=tv&device_code=a&device_code=b`;
    assert.equal((await post(site, '/oauth/token', twice)).json.error, 'invalid_request');
  });

  it('gives one success to 50 polls at once', async () => {
    const codes = await ask(site);
    await decide(await signedIn(site), codes.user, 'allow');
    const replies = await Promise.all(Array.from({ length: 50 }, () => poll(site, codes)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    for (const { status, json } of replies.filter((reply) => reply.status !== 200)) {
      assert.deepEqual([status, json.error], [400, 'invalid_grant']);
    }
    const won = replies.find(({ status }) => status === 200);
    const refresh_token = String(won?.json.refresh_token);
    const refreshed = await post(site, '/oauth/token', {
      grant_type: 'refresh_token',
      client_id: 'tv',
      refresh_token,
    });
    assert.equal(refreshed.status, 200, 'the tokens of the one success stay alive');
  });

  it('makes a device wait five seconds longer each time it asks too early', async () => {
    const codes = await ask(site);
    const error = async () => (await poll(site, codes)).json.error;
    assert.equal(await error(), 'authorization_pending');
    assert.equal(await error(), 'slow_down');
    site.clock.turn(5 * SECOND);
    assert.equal(await error(), 'slow_down', 'the interval is ten seconds now');
    site.clock.turn(10 * SECOND);
    assert.equal(await error(), 'slow_down', 'and fifteen after that');
    site.clock.turn(20 * SECOND);
    assert.equal(await error(), 'authorization_pending');
    site.clock.turn(20 * SECOND);
    assert.equal(await error(), 'authorization_pending', 'waiting long enough is not punished');
  });

  it('expires with its user code, allowed or not', async () => {
    const codes = await ask(site);
    const allowed = await ask(site);
    const browser = await signedIn(site);
    const open = await enter(browser, codes.user);
    await decide(browser, allowed.user, 'allow');
    site.clock.turn(600 * SECOND);
    for (const each of [codes, allowed]) {
      const { status, json } = await poll(site, each);
      assert.deepEqual([status, json.error], [400, 'expired_token']);
    }
    assert.match((await enter(browser, codes.user)).text, /not known, or it has expired/);
    const late = await browser.post('/device', { ...deviceFields(open), decision: 'allow' });
    assert.deepEqual([late.status, /cannot be used any more/.test(late.text)], [400, true]);
  });

  it('is worth nothing when the connection was revoked before the device fetched its tokens', async () => {
    const codes = await ask(site);
    await decide(await signedIn(site), codes.user, 'allow');
    const grant = await site.api.store.grantFor(ClientId('tv'), UserId('ada'), TenantId('org_harbour'));
    assert.ok(grant);
    const revocation = {
      grantId: grant.id,
      tenantId: TenantId('org_harbour'),
      now: site.clock.now(),
      audit: [],
    };
    await site.api.store.revokeGrant(revocation);
    const { status, json } = await poll(site, codes);
    assert.deepEqual([status, json.error], [400, 'invalid_grant']);
  });
});

describe('a user code', () => {
  it('is decided about once, whatever two people and ten clicks do at once', async () => {
    const codes = await ask(site);
    const [ada, vera] = await Promise.all([signedIn(site), signedIn(site, 'vera')]);
    const pages = await Promise.all([enter(ada, codes.user), enter(vera, codes.user)]);
    const [hers, other] = pages.map(deviceFields);
    const clicks = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        index % 2 === 0
          ? ada.post('/device', { ...hers, decision: 'allow' })
          : vera.post('/device', { ...other, decision: 'deny' }),
      ),
    );
    assert.equal(clicks.filter(({ status }) => status === 200).length, 1);
    for (const click of clicks.filter(({ status }) => status !== 200)) {
      assert.match(click.text, /cannot be used any more/);
    }
  });

  it('is read however it is typed, and refused when it cannot be one', async () => {
    const codes = await ask(site);
    const browser = await signedIn(site);
    const typed = ` ${codes.user.toLowerCase().replace('-', ' ')} `;
    assert.match((await enter(browser, typed)).text, /Harbour TV (wants to connect|is already connected)/);
    for (const wrong of ['', 'ABCD', 'AEIO-UAEI', `${codes.user}X`, '<b>', 'x'.repeat(5_000)]) {
      const { status, text } = await enter(browser, wrong);
      assert.equal(status, 400, wrong);
      assert.match(text, /eight letters/);
    }
  });

  it('that came with a link is filled in, compared by the person, and looked up only when posted', async () => {
    const codes = await ask(site);
    const browser = site.browser();
    const link = `/device?user_code=${codes.user}`;
    const signIn = await browser.get(link);
    assert.equal(signIn.field('return_to'), link);
    await browser.signIn('ada@harbour.example', undefined, link);
    const page = await browser.get(link);
    assert.match(page.text, /Is this the code on your device\?/);
    assert.ok(page.text.includes(`value="${codes.user}"`));
    assert.doesNotMatch(page.text, /Harbour TV/);
    assert.equal(page.headers['x-frame-options'], 'DENY');
    assert.match(
      String(page.headers['content-security-policy']),
      /frame-ancestors 'none'.*form-action 'self'/,
    );
    const junk = await browser.get('/device?user_code=%3Cscript%3E&user_code=%ff');
    assert.deepEqual([junk.status, junk.text.includes('<script')], [200, false]);
  });

  it('shows, before anything is allowed, where a code must not come from', async () => {
    const codes = await ask(site);
    const page = await enter(await signedIn(site), codes.user);
    assert.match(page.text, /If somebody sent you this code or link, do not allow it/);
    assert.ok(page.text.includes(codes.user));
    assert.doesNotMatch(page.text, /You will be sent to/);
  });

  it('cannot be decided about from another site, another session, or by somebody who is not signed in', async () => {
    const codes = await ask(site);
    const ada = await signedIn(site);
    const vera = await signedIn(site, 'vera');
    const shown = deviceFields(await enter(ada, codes.user));
    const fields = { ...shown, decision: 'allow' };
    const abroad = await ada.post('/device', fields, { 'sec-fetch-site': 'cross-site' });
    assert.equal(abroad.status, 403);
    assert.equal((await vera.post('/device', fields)).status, 403);
    assert.match((await site.browser().post('/device', fields)).text, /Your session has ended/);
    const own = deviceFields(await enter(vera, codes.user));
    const stolen = await vera.post('/device', { ...own, consent: shown.consent ?? '', decision: 'allow' });
    assert.equal(stolen.status, 400);
    assert.equal((await poll(site, codes)).json.error, 'authorization_pending');
  });

  it('cannot be swapped for that of another device after the page was shown', async () => {
    const mine = await ask(site);
    const theirs = await ask(site, { scope: 'read write' });
    const browser = await signedIn(site);
    const fields = deviceFields(await enter(browser, mine.user));
    const swapped = await browser.post('/device', { ...fields, user_code: theirs.user, decision: 'allow' });
    assert.equal(swapped.status, 400);
    assert.equal((await poll(site, theirs)).json.error, 'authorization_pending');
  });

  it('cannot be guessed: wrong ones are counted by person over all sessions, also when posted at once', async () => {
    const codes = await ask(site);
    const first = await signedIn(site, 'max');
    const guess = async (browser: typeof first) => enter(browser, shownUserCode(newUserCode()));
    const half = USER_CODE_LIMITS.person.attempts / 2;
    await Promise.all(Array.from({ length: half }, () => guess(first)));
    const second = await signedIn(site, 'max');
    const rest = await Promise.all(Array.from({ length: half + 3 }, () => guess(second)));
    const waits = rest.filter(({ status }) => status === 429);
    assert.equal(waits.length, 3);
    assert.match(String(waits[0]?.headers['retry-after']), /^\d+$/);
    const right = await enter(second, codes.user);
    assert.deepEqual(
      [right.status, /Harbour TV/.test(right.text)],
      [429, false],
      'a right one has to wait too',
    );
    const rows = await site.api.store.auditTrail({
      kind: 'device.refused',
      userId: UserId('max'),
      limit: 100,
    });
    assert.ok(rows.length >= USER_CODE_LIMITS.person.attempts);
    assert.equal(JSON.stringify(rows).includes(codes.user), false);
    assert.equal((await enter(await signedIn(site), codes.user)).status, 200, 'others are not kept waiting');
  });
});
