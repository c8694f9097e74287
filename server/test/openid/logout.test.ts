import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { sendLogoutNotices, startLogoutSender } from '../../src/openid/logout-notice.ts';
import type { Visitor } from '../pages/visitor.ts';
import { claimsIn, openWorld, relyingParty, SIGNED_OUT_AT, signInTo, type World } from './world.ts';

/** A relying party's own server: what was posted to it, and how it answers. */
const received: { path: string; type: string | undefined; body: string }[] = [];
let status = 200;
const relying = createServer(async (request: IncomingMessage, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  received.push({ path: request.url ?? '', type: request.headers['content-type'], body });
  response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
});

let world: World;
before(async () => {
  await new Promise<void>((resolve) => relying.listen(0, '127.0.0.1', resolve));
  const { port } = relying.address() as AddressInfo;
  const told = { backchannelLogoutUri: `http://127.0.0.1:${port}/out` };
  world = await openWorld({
    clients: [
      relyingParty({ id: 'told', settings: told }),
      relyingParty({ id: 'paired', settings: { ...told, subjectType: 'pairwise', sector: 'p.example' } }),
      relyingParty({ id: 'inside', settings: { backchannelLogoutUri: 'https://10.0.0.1/out' } }),
    ],
  });
});
after(async () => {
  await world.close();
  relying.closeAllConnections();
  await new Promise((resolve) => relying.close(resolve));
});

const out = (parameters: Record<string, string>) => `/oauth/logout?${new URLSearchParams(parameters)}`;
const after_ = { post_logout_redirect_uri: SIGNED_OUT_AT, state: 'a b&c' };
const BACK = `${SIGNED_OUT_AT}?state=a%20b%26c`;

async function isSignedIn(browser: Visitor): Promise<boolean> {
  return (await browser.get('/account')).status === 200;
}

describe('signing out by a relying party', () => {
  it('ends the session of the user that the ID token is about, and goes back', async () => {
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser);
    const answer = await browser.get(out({ id_token_hint: id_token, client_id: 'rp', ...after_ }));
    assert.equal(answer.status, 303);
    assert.equal(answer.location, BACK);
    assert.match(String(answer.headers['set-cookie']), /Max-Age=0/);
    assert.equal(await isSignedIn(browser), false);
    const again = await browser.get(out({ id_token_hint: id_token, ...after_ }));
    assert.equal(again.location, BACK, 'also when nobody is signed in any more');
  });

  it('needs neither state nor an address to go to, nor that the ID token is still good', async () => {
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser);
    world.clock.turn(2 * 3_600_000);
    const answer = await browser.get(
      out({ id_token_hint: id_token, post_logout_redirect_uri: SIGNED_OUT_AT }),
    );
    assert.equal(answer.location, SIGNED_OUT_AT);
    const second = await signInTo(world, browser);
    const plain = await browser.get(out({ id_token_hint: second.id_token ?? '' }));
    assert.equal(plain.location, '/signed-out');
    assert.equal(await isSignedIn(browser), false);
  });

  it('may be posted, from another site as well', async () => {
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser);
    const cookies = browser.cookies;
    // A browser with `SameSite=Lax` sends no cookie with the post, but sends it with the link it leads to.
    browser.cookies = new Map();
    const posted = await browser.post('/oauth/logout', { id_token_hint: id_token, ...after_ });
    assert.equal(posted.status, 303);
    browser.cookies = cookies;
    assert.equal((await browser.get(posted.location ?? '')).location, BACK);
    assert.equal(await isSignedIn(browser), false);
    const { id_token: next = '' } = await signInTo(world, browser);
    assert.equal((await browser.post('/oauth/logout', { id_token_hint: next, ...after_ })).location, BACK);
  });

  for (const [what, parameters] of [
    ['nothing at all', {}],
    ['a state alone', { state: 'x' }],
    ['a client but no ID token', { client_id: 'rp', ...after_ }],
  ] as const) {
    it(`asks first, with ${what}`, async () => {
      const browser = world.browser();
      await browser.signIn('ada@harbour.example');
      const page = await browser.get(out(parameters));
      assert.equal(page.status, 200);
      assert.match(page.text, /Sign out of Harbour\?/);
      assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
      assert.ok(await isSignedIn(browser));
      const goesBack = 'client_id' in parameters;
      const fields: Record<string, string> = { ...parameters };
      const forged = await browser.post('/oauth/logout', { ...fields, csrf: 'guessed' });
      assert.equal(forged.status, 200);
      assert.ok(await isSignedIn(browser));
      const done = await browser.post('/oauth/logout', { ...fields, csrf: page.field('csrf') });
      assert.equal(done.location, goesBack ? BACK : '/signed-out');
      assert.equal(await isSignedIn(browser), false);
    });
  }

  it('asks first when the ID token is about somebody else', async () => {
    const ada = await signInTo(world, world.browser());
    const browser = world.browser();
    await browser.signIn('vera@harbour.example');
    const page = await browser.get(out({ id_token_hint: ada.id_token ?? '', ...after_ }));
    assert.match(page.text, /You are signed in as vera@harbour\.example/);
    assert.ok(await isSignedIn(browser));
  });

  it('never goes to an address that is not registered, nor believes a changed ID token', async () => {
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser);
    const [, body = '', mac = ''] = id_token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const evil = 'https://evil.example/';
    for (const parameters of [
      { id_token_hint: id_token, post_logout_redirect_uri: evil },
      { id_token_hint: id_token, post_logout_redirect_uri: `${SIGNED_OUT_AT}?foo=bar` },
      { client_id: 'rp', post_logout_redirect_uri: evil },
      { client_id: 'nobody', post_logout_redirect_uri: SIGNED_OUT_AT },
      { post_logout_redirect_uri: SIGNED_OUT_AT },
      { id_token_hint: `${none}.${body}.`, post_logout_redirect_uri: SIGNED_OUT_AT },
      { id_token_hint: `${none}.${body}.${mac}`, client_id: 'rp', post_logout_redirect_uri: SIGNED_OUT_AT },
      { id_token_hint: 'nonsense', post_logout_redirect_uri: SIGNED_OUT_AT },
      { id_token_hint: id_token, client_id: 'other', post_logout_redirect_uri: SIGNED_OUT_AT },
    ]) {
      const page = await browser.get(out(parameters as Record<string, string>));
      assert.equal(page.status, 400, JSON.stringify(parameters));
      assert.equal(page.location, undefined);
    }
    const doubled = await browser.get(`${out({ id_token_hint: id_token })}&state=a&state=b`);
    assert.equal(doubled.status, 400);
    assert.ok(await isSignedIn(browser));
  });
});

describe('the logout token', () => {
  const token = (index = 0) => new URLSearchParams(received[index]?.body).get('logout_token') ?? '';
  const forget = () => {
    received.length = 0;
    status = 200;
  };
  const signOut = async (browser: Visitor) => {
    const page = await browser.get('/sign-out');
    await browser.post('/sign-out', { csrf: page.field('csrf') });
  };

  it('goes to every client that the session signed in to, once each', async () => {
    forget();
    const browser = world.browser();
    const first = await signInTo(world, browser, { client_id: 'told' });
    await signInTo(world, browser, { client_id: 'paired' });
    await signInTo(world, browser, { client_id: 'rp' });
    await signInTo(world, world.browser(), { client_id: 'told' }, 'vera');
    await signOut(browser);
    assert.equal(await sendLogoutNotices(world.api), 2);
    assert.equal(await sendLogoutNotices(world.api), 0);
    const keys = createLocalJWKSet((await world.send('GET', '/.well-known/jwks.json')).json as { keys: [] });
    const byAudience = new Map(
      received.map(({ body }) => {
        const text = new URLSearchParams(body).get('logout_token') ?? '';
        return [String(claimsIn(text).aud), text];
      }),
    );
    assert.deepEqual([...byAudience.keys()].sort(), ['paired', 'told']);
    const { payload, protectedHeader } = await jwtVerify(byAudience.get('told') ?? '', keys, {
      currentDate: new Date(world.clock.now()),
      issuer: world.api.address.issuer,
      audience: 'told',
    });
    assert.equal(protectedHeader.typ, 'logout+jwt');
    assert.equal(protectedHeader.alg, 'RS256');
    const { sub, sid, events, nonce, jti, iat = 0, exp = 0 } = payload;
    assert.equal(sub, 'ada');
    assert.equal(sid, claimsIn(first.id_token).sid);
    assert.deepEqual(events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.equal(nonce, undefined);
    assert.ok(jti);
    assert.equal(exp - iat, 120);
    assert.notEqual(claimsIn(byAudience.get('paired')).sub, 'ada');
    assert.ok(received.every(({ type }) => type === 'application/x-www-form-urlencoded'));
  });

  it('is sent when a relying party signs the user out, and when somebody else takes the browser over', async () => {
    forget();
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser, { client_id: 'told' });
    await browser.get(out({ id_token_hint: id_token }));
    assert.equal(await sendLogoutNotices(world.api), 1);
    await signInTo(world, browser, { client_id: 'told' });
    const page = await browser.get('/oauth/authorize?x');
    assert.equal(page.status, 400);
    const again = await signInTo(world, browser, { client_id: 'told', prompt: 'login' });
    assert.ok(again.id_token);
    assert.equal(await sendLogoutNotices(world.api), 0, 'the same user signing in again has not signed out');
    await signInTo(world, browser, { client_id: 'rp', prompt: 'login' }, 'vera');
    assert.equal(await sendLogoutNotices(world.api), 1);
    assert.equal(claimsIn(token(1)).sub, 'ada');
  });

  it('is tried again with pauses, by the same name, and given up in the end', async () => {
    forget();
    status = 500;
    const browser = world.browser();
    await signInTo(world, browser, { client_id: 'told' });
    await signOut(browser);
    for (const pause of [5, 30, 120, 600, 3_600]) {
      assert.equal(await sendLogoutNotices(world.api), 1);
      world.clock.turn(pause * 1_000 - 1);
      assert.equal(await sendLogoutNotices(world.api), 0);
      world.clock.turn(1);
    }
    assert.equal(await sendLogoutNotices(world.api), 1);
    world.clock.turn(20 * 3_600_000);
    assert.equal(await sendLogoutNotices(world.api), 0);
    assert.equal(received.length, 6);
    assert.equal(new Set(received.map((_, index) => claimsIn(token(index)).jti)).size, 1);
  });

  it('follows no redirect, and goes to no address inside', async () => {
    forget();
    status = 302;
    const browser = world.browser();
    await signInTo(world, browser, { client_id: 'told' });
    await signInTo(world, browser, { client_id: 'inside' });
    await signOut(browser);
    assert.equal(await sendLogoutNotices(world.api), 2);
    assert.deepEqual(
      received.map(({ path }) => path),
      ['/out'],
    );
    world.clock.turn(25 * 3_600_000);
    assert.equal(await sendLogoutNotices(world.api), 0, 'what nobody took within a day is over');
  });

  it('is sent by one of several senders at once', async () => {
    forget();
    const browser = world.browser();
    await signInTo(world, browser, { client_id: 'told' });
    await signOut(browser);
    const counts = await Promise.all(Array.from({ length: 8 }, () => sendLogoutNotices(world.api)));
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      1,
    );
    assert.equal(received.length, 1);
  });

  it('is sent by a server that runs, without anybody asking for it', async () => {
    forget();
    const browser = world.browser();
    const arrived = once(relying, 'request');
    const stop = startLogoutSender(world.api);
    await signInTo(world, browser, { client_id: 'told' });
    await signOut(browser);
    await arrived;
    await stop();
    assert.equal(await sendLogoutNotices(world.api), 0);
  });

  it('is queued once by several ends of a session at once', async () => {
    forget();
    const browser = world.browser();
    const { id_token = '' } = await signInTo(world, browser, { client_id: 'told' });
    await Promise.all(Array.from({ length: 8 }, () => browser.get(out({ id_token_hint: id_token }))));
    assert.equal(await sendLogoutNotices(world.api), 1);
  });
});
