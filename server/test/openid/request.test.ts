import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CALLBACK } from '../pages/site.ts';
import { codeIn, PASSWORD, type Page } from '../pages/visitor.ts';
import {
  answerOf,
  claimsIn,
  follow,
  openWorld,
  relyingParty,
  requestPath,
  SECRET,
  signInTo,
  VERIFIER,
  type World,
} from './world.ts';

let world: World;
before(async () => {
  world = await openWorld({
    clients: [
      relyingParty({ id: 'told', settings: { backchannelLogoutUri: 'https://rp.example/out' } }),
      relyingParty({ id: 'strict', settings: { defaultMaxAge: 60 } }),
      relyingParty({ id: 'narrow', scopes: ['openid', 'email'] }),
      // The client that the Basic plan of the OpenID Foundation's suite registers, without PKCE.
      relyingParty({ id: 'suite', dialects: ['no-pkce-for-confidential'] }),
    ],
  });
});
after(() => world.close());

const SIGN_IN = /Sign in to Harbour/;
const errorOf = (page: Page) => answerOf(page).get('error');

describe('an authentication request', () => {
  it('with prompt=none is answered for who is signed in and agreed, and for nobody else', async () => {
    const browser = world.browser();
    const silent = requestPath({ prompt: 'none' });
    assert.equal(errorOf(await browser.get(silent)), 'login_required');
    await browser.signIn('ada@harbour.example');
    assert.equal(errorOf(await browser.get(silent)), 'consent_required');
    const first = await signInTo(world, browser);
    const second = await signInTo(world, browser, { prompt: 'none', id_token_hint: first.id_token ?? '' });
    const [a, b] = [claimsIn(first.id_token), claimsIn(second.id_token)];
    assert.deepEqual([b.sub, b.auth_time], [a.sub, a.auth_time]);
    assert.equal(errorOf(await browser.get(requestPath({ prompt: 'none login' }))), 'invalid_request');
  });

  it('with prompt=login has the password entered again, says when, and keeps the session towards clients', async () => {
    const browser = world.browser();
    const first = claimsIn((await signInTo(world, browser, { client_id: 'told' })).id_token);
    world.clock.turn(2_000);
    const page = await browser.get(requestPath({ prompt: 'login' }));
    assert.match(page.text, SIGN_IN);
    const back = page.field('return_to');
    assert.match((await browser.get(back)).text, SIGN_IN, 'coming back alone is not signing in');
    const early = back.replace(/latchkey_since=\d+/, 'latchkey_since=1');
    assert.match((await browser.get(early)).text, SIGN_IN, 'the note cannot be dated back');
    const again = { client_id: 'told', prompt: 'login' };
    const second = claimsIn((await signInTo(world, browser, again)).id_token);
    assert.equal(second.auth_time, Number(first.auth_time) + 2);
    assert.ok(first.sid);
    assert.equal(second.sid, first.sid);
  });

  it('with max_age is answered by a session that is young enough', async () => {
    const browser = world.browser();
    const first = claimsIn((await signInTo(world, browser)).id_token);
    world.clock.turn(2_000);
    const fine = await signInTo(world, browser, { max_age: '10000', prompt: 'none' });
    assert.equal(claimsIn(fine.id_token).auth_time, first.auth_time);
    assert.equal(errorOf(await browser.get(requestPath({ max_age: '1', prompt: 'none' }))), 'login_required');
    for (const max_age of ['1', '0']) {
      assert.match((await browser.get(requestPath({ max_age }))).text, SIGN_IN, `max_age=${max_age}`);
      const again = claimsIn((await signInTo(world, browser, { max_age })).id_token);
      assert.ok(Number(again.auth_time) > Number(first.auth_time));
      world.clock.turn(2_000);
    }
    for (const max_age of ['soon', '-1', '1.5', '99999999999']) {
      assert.equal(errorOf(await browser.get(requestPath({ max_age }))), 'invalid_request', max_age);
    }
  });

  it('is held to the max_age that the client registered', async () => {
    const browser = world.browser();
    await signInTo(world, browser, { client_id: 'strict' });
    world.clock.turn(61_000);
    assert.match((await browser.get(requestPath({ client_id: 'strict' }))).text, SIGN_IN);
    assert.equal(
      errorOf(await browser.get(requestPath({ client_id: 'strict', prompt: 'none' }))),
      'login_required',
    );
  });

  it('is decided only while the session is young enough', async () => {
    const browser = world.browser();
    await browser.signIn('vera@harbour.example');
    const path = requestPath({ max_age: '60', prompt: 'consent' });
    const page = await browser.get(path);
    world.clock.turn(61_000);
    const late = await browser.post(path, {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      consent: page.field('consent'),
      decision: 'allow',
    });
    assert.match(late.text, SIGN_IN);
  });

  it('is never answered about another user than the hint', async () => {
    const browser = world.browser();
    const ada = await signInTo(world, world.browser());
    await signInTo(world, browser, {}, 'vera');
    const hint = { id_token_hint: ada.id_token ?? '' };
    assert.equal(errorOf(await browser.get(requestPath({ ...hint, prompt: 'none' }))), 'login_required');
    const page = await browser.get(requestPath(hint));
    assert.match(page.text, SIGN_IN);
    assert.match(page.text, /asks for another account than vera@harbour\.example/);
    world.clock.turn(1);
    await browser.post('/sign-in', {
      form: page.field('form'),
      return_to: page.field('return_to'),
      email: 'vera@harbour.example',
      password: PASSWORD,
    });
    const stubborn = await browser.get(page.field('return_to'));
    assert.equal(errorOf(stubborn), 'login_required');
    const right = await follow(world, browser, requestPath(hint), 'ada');
    assert.ok(codeIn(right));
  });

  it('refuses hints that are not ID tokens of this server for this client', async () => {
    const browser = world.browser();
    const mine = await signInTo(world, browser);
    const others = await signInTo(world, browser, { client_id: 'other' });
    const [head = '', body = '', mac = ''] = (mine.id_token ?? '').split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const forged = Buffer.from(JSON.stringify({ ...claimsIn(mine.id_token), sub: 'max' })).toString(
      'base64url',
    );
    for (const hint of [
      'nonsense',
      others.id_token ?? '',
      `${none}.${body}.`,
      `${none}.${body}.${mac}`,
      `${head}.${forged}.${mac}`,
    ]) {
      const path = requestPath({ prompt: 'none', id_token_hint: hint });
      assert.equal(errorOf(await browser.get(path)), 'invalid_request');
    }
    world.clock.turn(2 * 3_600_000);
    const expired = requestPath({ prompt: 'none', id_token_hint: mine.id_token ?? '' });
    assert.ok(codeIn(await browser.get(expired)), 'one that has expired still names its user');
  });

  it('fills in whom login_hint names', async () => {
    const page = await world.browser().get(requestPath({ login_hint: 'ada@harbour.example' }));
    assert.match(page.text, /name="email" type="email" value="ada@harbour\.example"/);
  });

  it('puts up with everything that it need not understand', async () => {
    const browser = world.browser();
    const tokens = await signInTo(world, browser, {
      display: 'popup',
      ui_locales: 'se de',
      claims_locales: 'se',
      acr_values: '1 2 urn:latchkey:acr:password',
      extra: 'foobar',
      prompt: 'select_account',
    });
    assert.equal(claimsIn(tokens.id_token).acr, 'urn:latchkey:acr:password');
  });

  it('may be posted, and is sent on as a link', async () => {
    const browser = world.browser();
    await browser.signIn('max@harbour.example');
    const [path = '', query = ''] = requestPath({ state: 'ü & +' }).split('?');
    const answer = await browser.post(path, Object.fromEntries(new URLSearchParams(query)), {
      origin: 'https://casebridge.example',
      'sec-fetch-site': 'cross-site',
    });
    assert.equal(answer.status, 303);
    assert.equal(new URLSearchParams(answer.location?.split('?')[1]).get('state'), 'ü & +');
    assert.match((await browser.get(answer.location ?? '')).text, /Casebridge wants to connect/);
    assert.equal((await browser.post(path, {})).status, 400);
  });

  it('refuses what it does not do by its own error', async () => {
    const browser = world.browser();
    const essential = (value: object) => JSON.stringify({ id_token: { acr: { essential: true, ...value } } });
    for (const [over, expected] of [
      [{ registration: '{}' }, 'registration_not_supported'],
      [{ claims: essential({ values: ['urn:other'] }) }, 'unmet_authentication_requirements'],
      [{ claims: essential({ value: 'urn:other' }) }, 'unmet_authentication_requirements'],
      [{ claims: 'no json' }, 'invalid_request'],
      [{ claims: '[]' }, 'invalid_request'],
      [{ claims: '{"userinfo":{"name":"yes"}}' }, 'invalid_request'],
      [{ claims: '{"userinfo":{"name":{"essential":"yes"}}}' }, 'invalid_request'],
      [{ claims: JSON.stringify({ userinfo: { x: { value: 'y'.repeat(9_000) } } }) }, 'invalid_request'],
      [{ nonce: 'n'.repeat(1_025) }, 'invalid_request'],
      [{ response_type: 'id_token' }, 'unsupported_response_type'],
      [{ response_type: '' }, 'invalid_request'],
    ] as const) {
      const answer = await browser.get(requestPath(over as Record<string, string>));
      assert.equal(errorOf(answer), expected, JSON.stringify(over).slice(0, 100));
      assert.equal(answerOf(answer).get('state'), 'a state');
    }
    const reachable = requestPath({
      claims: essential({ values: ['urn:latchkey:acr:password', 'urn:other'] }),
    });
    assert.match((await browser.get(reachable)).text, SIGN_IN);
  });

  it('works without PKCE and nonce for a client that has the leniency, and for no other', async () => {
    const plain = { code_challenge: '', code_challenge_method: '', nonce: '', scope: 'email openid profile' };
    const browser = world.browser();
    const answer = await follow(world, browser, requestPath({ client_id: 'suite', ...plain }));
    const form = { grant_type: 'authorization_code', code: codeIn(answer) ?? '', redirect_uri: CALLBACK };
    const { status, json } = await world.token(form, 'suite');
    assert.equal(status, 200);
    assert.equal(claimsIn(String(json.id_token)).aud, 'suite');
    assert.equal(errorOf(await browser.get(requestPath(plain))), 'invalid_request');
  });

  it('is the same when it was pushed: a user who must sign in again returns to it', async () => {
    const browser = world.browser();
    await signInTo(world, browser, { scope: 'openid email' });
    world.clock.turn(2_000);
    const [, query = ''] = requestPath({ prompt: 'login', scope: 'openid email', nonce: 'pushed' }).split(
      '?',
    );
    const pushed = await world.send(
      'POST',
      '/oauth/par',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `${query}&client_secret=${encodeURIComponent(SECRET)}`,
    );
    assert.equal(pushed.status, 201, pushed.text);
    const link = new URLSearchParams({ client_id: 'rp', request_uri: String(pushed.json.request_uri) });
    const path = `/oauth/authorize?${link}`;
    assert.match((await browser.get(path)).text, SIGN_IN);
    const code = codeIn(await follow(world, browser, path));
    assert.ok(code);
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    assert.equal(claimsIn(String((await world.token(form)).json.id_token)).nonce, 'pushed');
  });

  it('shows a page, and redirects nowhere, for an address that is not registered', async () => {
    for (const uri of [`${CALLBACK}?foo=bar`, `${CALLBACK}/`, 'https://elsewhere.example/callback']) {
      const page = await world.browser().get(requestPath({ redirect_uri: uri }));
      assert.equal(page.status, 400);
      assert.equal(page.location, undefined);
    }
  });

  it('is refused for a client that acts on its own', async () => {
    const form = { grant_type: 'client_credentials', scope: 'openid' };
    const site = await openWorld({
      clients: [relyingParty({ id: 'machine', grantTypes: ['client_credentials'] })],
    });
    try {
      const reply = await site.token(form, 'machine');
      assert.equal(reply.status, 400);
      assert.equal(reply.json.error, 'invalid_scope');
    } finally {
      await site.close();
    }
  });
});

describe('claims that are asked for by name', () => {
  const asking = (claims: object) => ({ claims: JSON.stringify(claims) });

  it('are told where they were asked for, after the user agreed to them', async () => {
    const browser = world.browser();
    await browser.signIn('vera@harbour.example');
    const over = asking({
      userinfo: { name: { essential: true } },
      id_token: { email: null, auth_time: null },
    });
    const page = await browser.get(requestPath(over));
    assert.match(page.text, /See your name and profile/);
    assert.match(page.text, /See your email address/);
    const tokens = await signInTo(world, browser, over);
    const claims = claimsIn(tokens.id_token);
    assert.equal(claims.email, 'vera@harbour.example');
    assert.equal('name' in claims, false);
    const info = await world.send('GET', '/oauth/userinfo', {
      authorization: `Bearer ${tokens.access_token}`,
    });
    assert.deepEqual(info.json, { sub: 'vera', name: 'Vera Viewer' });
    assert.equal(tokens.scope, 'openid', 'the token itself stays as narrow as it was asked for');
  });

  it('are asked about although the scopes alone were agreed to before', async () => {
    const browser = world.browser();
    await signInTo(world, browser, { client_id: 'other' });
    const over = { client_id: 'other', prompt: 'none', ...asking({ userinfo: { email: null } }) };
    assert.equal(errorOf(await browser.get(requestPath(over))), 'consent_required');
  });

  it('are not told to a client that may not have them', async () => {
    const over = { client_id: 'narrow', ...asking({ id_token: { name: { essential: true } } }) };
    const tokens = await signInTo(world, world.browser(), over);
    assert.equal('name' in claimsIn(tokens.id_token), false);
  });

  it('cannot change what the protocol says', async () => {
    const over = asking({ id_token: { iss: { value: 'https://evil.example' }, aud: { value: 'x' } } });
    const claims = claimsIn((await signInTo(world, world.browser(), over)).id_token);
    assert.equal(claims.iss, world.api.address.issuer);
    assert.equal(claims.aud, 'rp');
  });

  it('by a sub bind the answer to that user', async () => {
    const browser = world.browser();
    await signInTo(world, browser);
    const wanted = (value: string) => ({ prompt: 'none', ...asking({ id_token: { sub: { value } } }) });
    assert.ok(codeIn(await browser.get(requestPath(wanted('ada')))));
    assert.equal(errorOf(await browser.get(requestPath(wanted('max')))), 'login_required');
  });
});
