import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import type { Site } from '../../pages/site.ts';
import { codeIn, consentFields, signedIn, type Visitor } from '../../pages/visitor.ts';
import {
  assertPage,
  bodyOf,
  decide,
  GOOD,
  openRequestSite,
  PREFIX,
  pathOf,
  plainPath,
  push,
  pushed,
  pushedPath,
  redeem,
  sentBack,
} from './rig.ts';

/*
 * Pushed authorization requests (RFC 9126): checked when they are pushed, decided once, valid for no other
 * client.
 */

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite();
  ada = await signedIn(site);
});
after(() => site.close());

test('a request that was pushed leads to a code and a token', async () => {
  const answer = await push(site, GOOD);
  assert.equal(answer.status, 201);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const { request_uri: uri, expires_in: seconds } = bodyOf(answer);
  assert.match(String(uri), /^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
  assert.equal(seconds, 90);
  const decided = await decide(ada, pushedPath(String(uri)));
  assert.deepEqual(
    { ...sentBack(decided), code: '' },
    { code: '', state: 'a state', iss: site.api.address.issuer },
  );
  const token = await redeem(site, decided);
  assert.equal(token.status, 200, token.text);
  assert.equal(bodyOf(token).scope, 'read');
});

test('a pushed request is shown in the language that its client asked for, until the person chooses another', async () => {
  const path = pushedPath(await pushed(site, { ...GOOD, ui_locales: 'fr nl-BE' }));
  const browser = site.browser();
  const asked = await browser.follow(await browser.get(path, { 'accept-language': 'de' }));
  assert.match(asked.text, /<html lang="nl"/);
  const wrong = {
    form: asked.field('form'),
    return_to: asked.field('return_to'),
    email: 'ada@harbour.example',
  };
  assert.match((await browser.post('/sign-in', { ...wrong, password: 'wrong' })).text, /<html lang="nl"/);
  const chosen = await browser.post('/language', { language: 'de', return_to: asked.field('return_to') });
  assert.match((await browser.follow(chosen)).text, /<html lang="de"/);
});

test('neither what proves the client nor the name of the request is stored', async () => {
  const uri = await pushed(site, GOOD);
  const stored = await site.api.store.pushedRequest(sha256(uri.slice(PREFIX.length)), site.clock.now());
  assert.deepEqual(Object.fromEntries(stored?.parameters ?? []), GOOD);
  assert.ok(!JSON.stringify(stored).includes(uri.slice(PREFIX.length)));
});

test('parameters beside request_uri in the link are ignored', async () => {
  const uri = await pushed(site);
  const more = {
    scope: 'read write',
    state: 'forged',
    redirect_uri: 'https://evil.example/',
    response_mode: 'jwt',
  };
  const { state, code } = sentBack(
    await decide(ada, pathOf({ client_id: 'server', request_uri: uri, ...more })),
  );
  assert.equal(state, 'a state');
  assert.deepEqual((await site.api.store.code(sha256(code ?? '')))?.code.scopes, ['read']);
});

for (const [what, over, status, error] of [
  ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/' }, 400, 'invalid_request'],
  ['no response_type', { response_type: '' }, 400, 'invalid_request'],
  ['another response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
  ['an unknown scope', { scope: 'nope' }, 400, 'invalid_scope'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 400, 'invalid_request'],
  ['no challenge', { code_challenge: '', code_challenge_method: '' }, 400, 'invalid_request'],
  ['a foreign resource', { resource: 'https://other.example' }, 400, 'invalid_target'],
  ['another response mode', { response_mode: 'fragment' }, 400, 'invalid_request'],
  ['a pushed request in it', { request_uri: `${PREFIX}x` }, 400, 'invalid_request'],
  ['a reference in it', { request_uri: 'https://app.example/r' }, 400, 'invalid_request'],
  ['a request object of a client without keys', { request: 'a.b.c' }, 400, 'request_not_supported'],
  ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
] as const) {
  test(`a push with ${what} is ${error}`, async () => {
    const answer = await push(site, { ...GOOD, ...over });
    assert.equal(answer.status, status, answer.text);
    assert.equal(bodyOf(answer).error, error);
    assert.equal(bodyOf(answer).request_uri, undefined);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.location, undefined);
  });
}

test('a push is authenticated like a token request', async () => {
  const par = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    site.browser().post('/oauth/par', form, headers);
  for (const form of [GOOD, { ...GOOD, client_secret: 'wrong' }]) {
    const answer = await par(form);
    assert.equal(answer.status, 401);
    assert.equal(bodyOf(answer).error, 'invalid_client');
    assert.match(String(answer.headers['www-authenticate']), /^Basic realm="harbour"/);
  }
  assert.equal((await par({ ...GOOD, client_id: 'app' })).status, 201, 'a public client names itself');
  assert.equal((await site.browser().post('/oauth/par?x=1', GOOD)).status, 400);
  const twice = await push(site, [...Object.entries(GOOD), ['scope', 'write']]);
  assert.equal(bodyOf(twice).error, 'invalid_request');
  assert.equal((await site.browser().get('/oauth/par')).status, 404);
});

test('looking, signing in and reloading use nothing up; deciding does', async () => {
  const path = pushedPath(await pushed(site));
  const browser = site.browser();
  assert.match((await browser.get(path)).text, /Sign in to Harbour/);
  await browser.signIn('ada@harbour.example');
  await browser.get(path);
  const page = await browser.get(path);
  const first = await browser.post(path, { ...consentFields(page), decision: 'allow' });
  assert.ok(codeIn(first));
  const second = await browser.post(path, { ...consentFields(page), decision: 'allow' });
  assertPage(second, 'invalid_request_uri');
  assertPage(await browser.get(path), 'invalid_request_uri');
});

test('a refusal uses it up as well', async () => {
  const path = pushedPath(await pushed(site));
  const page = await ada.get(path);
  assert.equal(
    sentBack(await ada.post(path, { ...consentFields(page), decision: 'deny' })).error,
    'access_denied',
  );
  assertPage(await ada.post(path, { ...consentFields(page), decision: 'allow' }), 'invalid_request_uri');
});

test('of many approvals at once one gives a code', async () => {
  const path = pushedPath(await pushed(site));
  const fields = consentFields(await ada.get(path));
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ada.post(path, { ...fields, decision: 'allow' })),
  );
  const codes = answers.filter((answer) => codeIn(answer) !== null);
  assert.equal(codes.length, 1);
  for (const answer of answers) if (answer !== codes[0]) assertPage(answer, 'invalid_request_uri');
});

test('a consent that is not shown again uses it up too', async () => {
  const own = await openRequestSite();
  try {
    const browser = await signedIn(own);
    await decide(browser, pushedPath(await pushed(own, GOOD)));
    const path = pushedPath(await pushed(own, GOOD));
    const answers = await Promise.all(Array.from({ length: 5 }, () => browser.get(path)));
    assert.equal(answers.filter((answer) => codeIn(answer) !== null).length, 1);
  } finally {
    await own.close();
  }
});

test("another client's request, a guess and an old one open an error page and go nowhere", async () => {
  const uri = await pushed(site);
  assertPage(await ada.get(pushedPath(uri, 'platform')), 'invalid_request_uri');
  assertPage(await ada.get(pushedPath(`${PREFIX}${'A'.repeat(43)}`)), 'invalid_request_uri');
  assertPage(await ada.get(pushedPath(PREFIX)), 'invalid_request_uri');
  assert.equal((await ada.get(pushedPath(uri))).status, 200, 'the others have not used it up');

  const late = await pushed(site);
  site.clock.turn(90 * SECOND);
  assertPage(await ada.get(pushedPath(late)), 'invalid_request_uri');
});

test('once a browser has brought it the user has the rest of ten minutes', async () => {
  const path = pushedPath(await pushed(site));
  await ada.get(path);
  site.clock.turn(500 * SECOND);
  const page = await ada.get(path);
  assert.equal(page.status, 200);
  site.clock.turn(98 * SECOND);
  assert.ok(codeIn(await ada.post(path, { ...consentFields(page), decision: 'allow' })));

  const forgotten = pushedPath(await pushed(site));
  await ada.get(forgotten);
  site.clock.turn(599 * SECOND);
  assertPage(await ada.get(forgotten), 'invalid_request_uri');
});

test('a request in two places is refused', async () => {
  const uri = await pushed(site);
  const both = await ada.get(pathOf({ client_id: 'server', request_uri: uri, request: 'a.b.c' }));
  assertPage(both, 'invalid_request');
  const twice = `${pushedPath(uri)}&request_uri=${encodeURIComponent(uri)}`;
  assertPage(await ada.get(twice), 'invalid_request');
});

test('a client that has to push is told so when it does not', async () => {
  const { error, state, iss } = sentBack(await ada.get(plainPath({ client_id: 'must-push' })));
  assert.deepEqual(
    { error, state, iss },
    { error: 'invalid_request', state: 'a state', iss: site.api.address.issuer },
  );
  const uri = await pushed(site, { ...GOOD, client_id: 'must-push' });
  assert.equal((await ada.get(pushedPath(uri, 'must-push'))).status, 200);
});

test('an API can demand it of everybody, and its metadata says so', async () => {
  const own = await openRequestSite({
    definition: { requirePushedAuthorization: true, lifetimes: { pushedRequest: 60 } },
  });
  try {
    const browser = await signedIn(own);
    assert.equal(sentBack(await browser.get(plainPath())).error, 'invalid_request');
    assert.equal(bodyOf(await push(own, GOOD)).expires_in, 60);
    assert.ok(codeIn(await decide(browser, pushedPath(await pushed(own)))));
    const metadata = bodyOf(await browser.get('/.well-known/oauth-authorization-server'));
    assert.equal(metadata.require_pushed_authorization_requests, true);
    assert.equal(
      metadata.pushed_authorization_request_endpoint,
      own.api.address.endpoints.pushedAuthorization,
    );
  } finally {
    await own.close();
  }
});

test('prompt=login in a pushed request asks once, then goes on', async () => {
  const path = pushedPath(await pushed(site, { ...GOOD, prompt: 'login consent' }));
  const landing = await ada.get(path);
  assert.match(landing.text, /Sign in to Harbour/);
  site.clock.turn(SECOND);
  const browser = site.browser();
  const back = await browser.signIn('ada@harbour.example', undefined, landing.field('return_to'));
  const page = await browser.get(back.location ?? '');
  assert.match(page.text, /is already connected/);
});
