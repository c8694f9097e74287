import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Everything, openEverything } from '../hostile/everything.ts';
import { type Page, Visitor } from '../pages/visitor.ts';
import { allow, annsBrowser, authorizePath } from './steps.ts';

/* No page can be put into a frame of another site (RFC 9700 section 4.16, RFC 6749 section 10.13). */

let world: Everything;
let ann: Visitor;
let stranger: Visitor;
before(async () => {
  world = await openEverything();
  ann = await annsBrowser(world);
  stranger = new Visitor(world.port, world.accounts);
});
after(() => world.close());

function assertUnframeable(page: Page, status: number): void {
  const { headers, text } = page;
  assert.equal(page.status, status, text);
  assert.match(String(headers['content-type']), /^text\/html/);
  const policy = String(headers['content-security-policy']);
  assert.match(policy, /(^|; )frame-ancestors 'none'(;|$)/);
  assert.match(policy, /(^|; )default-src 'none'(;|$)/);
  assert.match(policy, /(^|; )base-uri 'none'(;|$)/);
  assert.ok(!policy.includes('unsafe'));
  assert.equal(headers['x-frame-options'], 'DENY');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cache-control'], 'no-store');
}

describe('a page cannot be framed, cached or sniffed', () => {
  const pages: [what: string, who: 'ann' | 'stranger', path: () => string, status: number][] = [
    ['sign-in', 'stranger', () => '/sign-in', 200],
    ['signed out', 'stranger', () => '/signed-out', 200],
    ['sign-out', 'ann', () => '/sign-out', 200],
    ['consent', 'ann', () => authorizePath(), 200],
    ['an unknown client', 'stranger', () => authorizePath({ client_id: 'nobody' }), 400],
    ['an unregistered address', 'ann', () => authorizePath({ redirect_uri: 'https://evil.example/' }), 400],
    [
      'an answer that posts itself',
      'ann',
      () => authorizePath({ response_mode: 'form_post', scope: 'nope' }),
      200,
    ],
    ['entering a device’s code', 'ann', () => '/device', 200],
    ['confirming a logout', 'ann', () => '/oauth/logout', 200],
    ['a logout that cannot be', 'ann', () => '/oauth/logout?id_token_hint=x', 400],
    ['the account', 'ann', () => '/account', 200],
    ['connections', 'ann', () => '/account/connections', 200],
    ['tokens', 'ann', () => '/account/tokens', 200],
    ['a new token', 'ann', () => '/account/tokens/new', 200],
    ['clients', 'ann', () => '/account/clients', 200],
    ['a new client', 'ann', () => '/account/clients/new', 200],
    ['people', 'ann', () => '/account/people', 200],
    ['one’s own sign-in', 'ann', () => '/account/you', 200],
  ];
  for (const [what, who, path, status] of pages) {
    it(what, async () => assertUnframeable(await (who === 'ann' ? ann : stranger).get(path()), status));
  }

  it('one that is not there', async () => {
    const page = await stranger.get('/nothing-here', { accept: 'text/html' });
    assertUnframeable(page, 404);
  });

  it('a form that is refused, a wrong password and a decision by another site', async () => {
    assertUnframeable(
      await stranger.post('/sign-in', { form: 'x', email: 'ann@acme.test', password: 'x' }),
      403,
    );
    const forged = { csrf: 'x', tenant: 'org_a', consent: 'x', decision: 'allow' };
    assertUnframeable(await ann.post(authorizePath(), forged), 403);
    assertUnframeable(await ann.post('/device', { csrf: 'x', user_code: 'BCDF-GHJK' }), 403);
    assertUnframeable(await ann.post('/account/tokens', { csrf: 'x', name: 'x' }), 403);
  });

  it('an answer with a code in it, which leaves by a script that the policy names', async () => {
    const page = await allow(ann, authorizePath({ response_mode: 'form_post' }));
    assertUnframeable(page, 200);
    assert.match(String(page.headers['content-security-policy']), /script-src 'sha256-[A-Za-z0-9+/]{43}='/);
    assert.ok(page.field('code'));
  });
});
