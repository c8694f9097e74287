import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CALLBACK, type Everything, openEverything, SECRET } from '../hostile/everything.ts';
import { type Page, Visitor } from '../pages/visitor.ts';
import { allow, annsBrowser, assertRefused, authorizePath, post, register } from './steps.ts';

/* Every place that sends a browser on, and every spelling that makes it go elsewhere (RFC 9700 sections 4.1, 4.11). */

let world: Everything;
let ann: Visitor;
before(async () => {
  world = await openEverything();
  ann = await annsBrowser(world);
});
after(() => world.close());

/** The registered address is https://app.example/callback. */
const SPELLINGS = [
  'https://evil.example/',
  'https://evil.example/callback',
  'https://app.example@evil.example/callback',
  'https://app.example:443@evil.example/callback',
  'https://user@app.example/callback',
  'https://user:pass@app.example/callback',
  'https://app.example\\@evil.example/callback',
  'https://evil.example\\.app.example/callback',
  'https:\\\\app.example\\callback',
  'https://app.example/callback#',
  'https://app.example/callback#x',
  'https://app.example#@evil.example/callback',
  'https://evil.example#@app.example/callback',
  'https://APP.example/callback',
  'HTTPS://app.example/callback',
  'https://app.example/CALLBACK',
  'https://app.example./callback',
  'https://app.example:443/callback',
  'https://app.example:8443/callback',
  'https://app.example/callback/',
  'https://app.example/callback?',
  'https://app.example/callback?next=https://evil.example',
  'https://app.example/callback;x',
  'https://app.example/%63allback',
  'https://app.example/callback%2f..%2fevil',
  'https://app.example/callback%00',
  'https://app.example/callback%0d%0aLocation:%20https://evil.example',
  'https://app.example/callback/../evil',
  'https://app.example/x/../callback',
  'https://app.example/./callback',
  'https://app.example//callback',
  'https://app.example/callback/..;/evil',
  'https://app.example.evil.example/callback',
  'https://evilapp.example/callback',
  'https://evil.example/?https://app.example/callback',
  'https://аpp.example/callback',
  'https://app。example/callback',
  'https://%61pp.example/callback',
  'http://app.example/callback',
  'https:app.example/callback',
  'https:/app.example/callback',
  'https:///app.example/callback',
  '//app.example/callback',
  '/callback',
  'app.example/callback',
  ' https://app.example/callback',
  'https://app.example/callback ',
  'https://app.example/callback\t',
  'https://app.example/call\nback',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://app.example/callback',
  'file:///etc/passwd',
];

/** Registered are http://127.0.0.1/cb, of which the port may vary, and com.example.native:/cb. */
const LOOPBACK_SPELLINGS = [
  'http://localhost/cb',
  'http://127.0.0.2/cb',
  'http://127.1/cb',
  'http://2130706433/cb',
  'http://0x7f.0.0.1/cb',
  'http://0177.0.0.1/cb',
  'http://[::1]:4444/cb',
  'http://[::ffff:127.0.0.1]:4444/cb',
  'http://0.0.0.0:4444/cb',
  'https://127.0.0.1:4444/cb',
  'http://127.0.0.1:4444/other',
  'http://127.0.0.1:4444/cb/',
  'http://127.0.0.1:4444/cb?x=1',
  'http://127.0.0.1:4444/cb#x',
  'http://127.0.0.1:4444//cb',
  'http://127.0.0.1:4444/x/../cb',
  'http://user@127.0.0.1:4444/cb',
  'http://127.0.0.1:4444@evil.example/cb',
  'http://127.0.0.1:@evil.example/cb',
  'http://127.0.0.1.evil.example/cb',
  'http://127.0.0.1:4444.evil.example/cb',
  'http://127.0.0.1\\@evil.example/cb',
  'http://127.0.0.1:99999/cb',
  'http://127.0.0.1:-1/cb',
  'http://127.0.0.1:80 80/cb',
  'com.example.native:/cb2',
  'com.example.native://cb',
  'COM.example.native:/cb',
  'com.example.evil:/cb',
];

function assertGoesNowhere(page: Page, why: string): void {
  assert.equal(page.status, 400, `${why}: ${page.status} ${page.location}`);
  assert.equal(page.location, undefined, why);
  assert.match(String(page.headers['content-type']), /^text\/html/, why);
  assert.equal(page.headers['cache-control'], 'no-store', why);
  assert.equal(page.headers.refresh, undefined, why);
  assert.ok(!/http-equiv="?refresh/i.test(page.text), why);
  for (const [, target = ''] of page.text.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
    assert.ok(/^(\/(?!\/)|data:image|#)/.test(target), `${why}: links to ${target}`);
  }
}

describe('redirect_uri', () => {
  const requests: [string, string[]][] = [
    ['app', SPELLINGS],
    ['native', LOOPBACK_SPELLINGS],
  ];
  it('in another spelling than the registered one shows a page, signed in or not, and goes nowhere', async () => {
    const stranger = strangersBrowser();
    for (const [client_id, spellings] of requests) {
      for (const redirect_uri of spellings) {
        for (const browser of [ann, stranger]) {
          const path = authorizePath({ client_id, redirect_uri });
          assertGoesNowhere(await browser.get(path), redirect_uri);
          // Beside a second fault, which alone would be told to the client.
          assertGoesNowhere(await browser.get(`${path}&scope=nope&response_mode=form_post`), redirect_uri);
        }
      }
    }
  });

  it('with U+0000, which no database keeps, is refused unread and goes nowhere', async () => {
    const { status, location } = await ann.get(
      authorizePath({ client_id: 'app', redirect_uri: 'https://app.example/callback\0' }),
    );
    assert.deepEqual([status, location], [400, undefined]);
  });

  it('twice, or hidden behind the right one, goes nowhere either', async () => {
    for (const more of [
      `&redirect_uri=${encodeURIComponent(CALLBACK)}`,
      '&redirect_uri=https://evil.example/',
    ]) {
      assertGoesNowhere(await ann.get(authorizePath() + more), more);
    }
  });

  it('in another spelling is refused when it is pushed, and nothing is stored', async () => {
    for (const redirect_uri of SPELLINGS) {
      const { pathname: _, searchParams } = new URL(authorizePath({ redirect_uri }), 'http://x');
      const form = { ...Object.fromEntries(searchParams), client_secret: SECRET };
      assertRefused(await post(world, form, { path: '/oauth/par' }), 400, 'invalid_request', redirect_uri);
    }
  });

  it('is free in its port on this machine alone, for those that registered it so', async () => {
    for (const redirect_uri of [
      'http://127.0.0.1/cb',
      'http://127.0.0.1:49152/cb',
      'com.example.native:/cb',
    ]) {
      const answer = await allow(ann, authorizePath({ client_id: 'native', redirect_uri }));
      assert.equal(answer.status, 303, answer.text);
      assert.ok(answer.location?.startsWith(`${redirect_uri}?code=`), answer.location);
    }
  });

  it('that could lead elsewhere cannot be registered', async () => {
    const bad = SPELLINGS.filter(
      (uri) => /[#\\@\s]|^(?!https:\/\/)/i.test(uri) || /\/\.{1,2}\/|\u0430|\u3002/.test(uri),
    );
    assert.ok(bad.length > 25);
    for (const uri of bad) {
      const reply = await register(world, { redirect_uris: [uri] });
      assertRefused(reply, 400, 'invalid_redirect_uri', uri);
    }
  });
});

describe('where a page leads next', () => {
  const ELSEWHERE = [
    'https://evil.example/',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    '/.//evil.example/',
    '/x/..//evil.example/',
    '/%2e//evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.example/',
    '.evil.example/',
    'evil.example',
    ' /\\evil.example/',
    'http:evil.example',
    '/\r\nLocation: https://evil.example/',
  ];
  const isHome = (location: string | undefined) => {
    const home = `http://${world.accounts}`;
    return location !== undefined && new URL(location, home).origin === home;
  };

  it('after signing in is a place of this host, whatever the link and the form say', async () => {
    for (const return_to of ELSEWHERE) {
      const stranger = strangersBrowser();
      const page = await stranger.get(`/sign-in?return_to=${encodeURIComponent(return_to)}`);
      assert.equal(page.status, 200);
      assert.ok(isHome(page.field('return_to')), return_to);
      const forged = await stranger.post('/sign-in', {
        form: page.field('form'),
        return_to,
        email: 'ann@acme.test',
        password: 'correct horse battery staple',
      });
      assert.equal(forged.status, 303, return_to);
      assert.ok(isHome(forged.location), `${return_to} leads to ${forged.location}`);
    }
  });

  it('after signing out as well', async () => {
    for (const return_to of ELSEWHERE) {
      const browser = await annsBrowser(world);
      const csrf = (await browser.get('/account/tokens')).field('csrf');
      const answer = await browser.post('/sign-out', { csrf, return_to });
      assert.equal(answer.status, 303, return_to);
      assert.ok(isHome(answer.location), `${return_to} leads to ${answer.location}`);
    }
  });

  it('after a client signed somebody out is one of its registered addresses, or nowhere', async () => {
    for (const post_logout_redirect_uri of SPELLINGS) {
      const query = new URLSearchParams({ client_id: 'app', post_logout_redirect_uri });
      for (const browser of [ann, strangersBrowser()]) {
        assertGoesNowhere(await browser.get(`/oauth/logout?${query}`), post_logout_redirect_uri);
      }
    }
    const nobodys = new URLSearchParams({ post_logout_redirect_uri: CALLBACK });
    assertGoesNowhere(await ann.get(`/oauth/logout?${nobodys}`), 'an address without a client');
    assert.equal((await ann.get('/account')).status, 200, 'nobody was signed out by any of it');
  });
});

function strangersBrowser(): Visitor {
  return new Visitor(world.port, world.accounts);
}
