import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DialectName } from '../../../src/config/index.ts';
import { DIALECT_NAMES } from '../../../src/config/index.ts';
import { readAuthorizationRequest } from '../../../src/oauth/authorize/authorization-request.ts';
import { DIALECTS, dialectsOf, inStandardForm, type Pairs } from '../../../src/oauth/dialects/index.ts';
import { wordsIn } from '../../../src/words/words.ts';
import { API, acme, CALLBACK, client, secretOf } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth, VERIFIER } from '../serve.ts';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('dialects', () => {
  it('each have a name, and a risk in one sentence', () => {
    assert.deepEqual(DIALECTS.map(({ name }) => name).sort(), [...DIALECT_NAMES].sort());
    for (const { name } of DIALECTS)
      assert.match(wordsIn('en').risks[name], /^[A-Z][^.]+(\.\d[^.]*)?\.?\)?\.$/);
  });

  it('are those of the API and the client; a client that registered itself gets none of the API', () => {
    const config = acme({ dialects: ['s256-assumed'] });
    const names = (over: Parameters<typeof client>[1]) =>
      dialectsOf(config, client('x', over)).map(({ name }) => name);
    assert.deepEqual(names({ dialects: ['grant-type-code', 'no-such'] }), [
      'grant-type-code',
      's256-assumed',
    ]);
    assert.deepEqual(names({ origin: 'registration' }), []);
    assert.deepEqual(dialectsOf(acme()), []);
  });

  type Step = 'authorizationRequest' | 'tokenRequest';
  const rewritings: [DialectName, Step, Pairs, Pairs | null][] = [
    ['redirect-url-parameter', 'tokenRequest', [['redirect_url', 'x']], [['redirect_uri', 'x']]],
    ['redirect-url-parameter', 'authorizationRequest', [['redirect_uri', 'x']], null],
    ['grant-type-code', 'tokenRequest', [['grant_type', 'code']], [['grant_type', 'authorization_code']]],
    ['grant-type-code', 'tokenRequest', [['grant_type', 'refresh_token']], null],
    [
      'grant-type-code',
      'authorizationRequest',
      [['grant_type', 'code']],
      [
        ['grant_type', 'code'],
        ['response_type', 'code'],
      ],
    ],
    [
      'grant-type-code',
      'authorizationRequest',
      [
        ['grant_type', 'code'],
        ['response_type', 'token'],
      ],
      null,
    ],
    [
      's256-assumed',
      'authorizationRequest',
      [['code_challenge', 'x']],
      [
        ['code_challenge', 'x'],
        ['code_challenge_method', 'S256'],
      ],
    ],
    [
      's256-assumed',
      'authorizationRequest',
      [
        ['code_challenge', 'x'],
        ['code_challenge_method', 'plain'],
      ],
      null,
    ],
    [
      'schemeless-redirect',
      'authorizationRequest',
      [['redirect_uri', 'example.com']],
      [['redirect_uri', 'https://example.com']],
    ],
    ['schemeless-redirect', 'authorizationRequest', [['redirect_uri', '//example.com']], null],
    ['schemeless-redirect', 'authorizationRequest', [['redirect_uri', 'com.example.app:/cb']], null],
    ['schemeless-redirect', 'authorizationRequest', [['redirect_uri', 'javascript:alert(1)']], null],
    ['schemeless-redirect', 'authorizationRequest', [['redirect_uri', 'user@example.com']], null],
    ['stray-whitespace', 'tokenRequest', [['\n  code', ' x\r\n']], [['code', 'x']]],
    ['stray-whitespace', 'authorizationRequest', [[' state', ' x ']], [['state', ' x ']]],
    ['stray-whitespace', 'tokenRequest', [['scope', 'read write']], null],
    ['no-pkce-for-confidential', 'authorizationRequest', [['client_id', 'x']], null],
  ];
  for (const [name, step, sent, expected] of rewritings) {
    it(`${name} makes ${JSON.stringify(sent)} ${JSON.stringify(expected)}`, () => {
      const dialects = DIALECTS.filter((dialect) => dialect.name === name);
      const { pairs, used } = inStandardForm(dialects, step, sent);
      assert.deepEqual(pairs, expected ?? sent);
      assert.deepEqual(used, expected ? [name] : []);
    });
  }
});

describe('an API with every dialect', () => {
  let served: Served;
  before(async () => {
    served = await serveOAuth({ dialects: [...DIALECT_NAMES] });
  });
  after(() => served.close());

  const json = { 'content-type': 'application/json' };

  it('takes JSON, and only a flat object of strings', async () => {
    const form = { grant_type: 'client_credentials', scope: 'read', ...by('web') };
    assert.equal((await served.post(JSON.stringify(form), { headers: json })).status, 200);
    for (const [body, description] of [
      ['{', /well-formed/],
      ['[]', /one object of strings/],
      ['null', /one object of strings/],
      [JSON.stringify({ ...form, scope: ['read'] }), /one object of strings/],
      [JSON.stringify({ ...form, scope: 1 }), /one object of strings/],
      [JSON.stringify({ ...form, x: null }), /one object of strings/],
      [JSON.stringify(form).replace('{', '{"scope":"write",'), /each name once/],
      [JSON.stringify(form).replace('{', '{"sc\\u006fpe":"write",'), /each name once/],
      [JSON.stringify(form).replace('{', '{"scope":["write"],'), /each name once/],
      ['{"a":"\\ud800"}', /surrogate pair/],
    ] as const) {
      const reply = await served.post(body, { headers: json });
      assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_request'], body);
      assert.match(String(reply.json.error_description), description, body);
    }
  });

  it('reads a body without a Content-Type as a form, and no other', async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
    const counted = () => served.api.runtime.dialectUsage.get('form-without-content-type') ?? 0;
    const before = counted();
    const send = (headers: Record<string, string>) =>
      served.call({ method: 'POST', host: API, path: '/oauth/token', headers, body: form.toString() });
    const untyped = await send({});
    assert.equal(untyped.status, 200, untyped.text);
    assert.equal(counted(), before + 1);
    assert.equal((await send({ 'content-type': 'text/plain' })).status, 400);
    assert.equal((await send({ 'content-type': '' })).status, 400);
    assert.equal(counted(), before + 1);
  });

  it('says bearer as the client’s page has it, and counts that', async () => {
    const counted = () => served.api.runtime.dialectUsage.get('lower-case-bearer') ?? 0;
    const before = counted();
    const form = { grant_type: 'client_credentials', scope: 'read' };
    const { json: answer } = await served.post({ ...form, ...by('web') });
    assert.equal(answer.token_type, 'bearer');
    assert.equal(counted(), before + 1);
  });

  it('takes JSON for revoking as well', async () => {
    const body = JSON.stringify({ token: 'x', ...by('web') });
    assert.equal((await served.post(body, { headers: json, path: '/oauth/revoke' })).status, 200);
  });

  it('takes a form pasted over several lines', async () => {
    const code = await served.consent({ codeChallenge: null });
    const body = `grant_type=authorization_code&
      code=${code}&
      client_id=web&
      client_secret=${encodeURIComponent(secretOf('web'))}&
      redirect_uri=${CALLBACK}
`;
    const reply = await served.post(body);
    assert.equal(reply.status, 200, reply.text);
    const [row] = await served.rows('code.redeemed');
    assert.deepEqual(row?.detail.dialects, ['stray-whitespace']);
  });

  it('takes grant_type=code without a repeated redirect URI, and counts both', async () => {
    const counted = () => served.api.runtime.dialectUsage.get('redirect-uri-not-repeated') ?? 0;
    const code = await served.consent({ codeChallenge: null });
    const before = counted();
    const form = { grant_type: 'code', code, ...by('web') };
    const wrong = await served.post({ ...form, redirect_url: 'https://evil.example/' });
    assert.equal(wrong.json.error, 'invalid_grant');
    assert.equal((await served.post(form)).status, 200);
    assert.equal(counted(), before + 1);
    const [row] = await served.rows('code.redeemed');
    assert.deepEqual(row?.detail.dialects, ['grant-type-code', 'redirect-uri-not-repeated']);
  });

  it('keeps to PKCE once a challenge was sent', async () => {
    const code = await served.consent();
    assert.equal((await served.post(redeeming(code, { code_verifier: '' }))).json.error, 'invalid_grant');
    assert.equal((await served.post(redeeming(code, { code_verifier: VERIFIER }))).status, 200);
  });

  it('refuses one parameter under both its names', async () => {
    const reply = await served.post({ ...redeeming('x'), redirect_url: CALLBACK });
    assert.equal(reply.json.error, 'invalid_request');
  });

  it('reads the authorization requests of the four APIs', async () => {
    const read = async (query: string) => {
      const outcome = await readAuthorizationRequest(served.api, query);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      return outcome.value;
    };
    const schemeless = await read(
      'grant_type=code&scope=read&client_id=schemeless&redirect_url=app.example/callback',
    );
    assert.equal(schemeless.redirectUri, CALLBACK);
    assert.equal(schemeless.sentRedirectUri, CALLBACK);
    assert.equal(schemeless.codeChallenge, null);
    assert.deepEqual(schemeless.dialects, [
      'redirect-url-parameter',
      'grant-type-code',
      'schemeless-redirect',
      'no-pkce-for-confidential',
    ]);
    const silent = await read('response_type=code&scope=read&client_id=schemeless');
    assert.equal(silent.redirectUri, CALLBACK);
    const pasted = await read(
      `client_id=web&%0A%20%20redirect_uri=${CALLBACK}&%0A%20%20response_type=code&%0A%20%20scope=read%20write&%0A%20%20state=a%20`,
    );
    assert.deepEqual(pasted.scopes, ['read', 'write']);
    assert.equal(pasted.state, 'a ');
    const assumed = await read(
      `client_id=spa&redirect_uri=${CALLBACK}&response_type=code&scope=read&code_challenge=${CHALLENGE}`,
    );
    assert.equal(assumed.codeChallenge, CHALLENGE);
  });

  it('still wants PKCE of a public client, and of one that registered itself', async () => {
    for (const id of ['spa', 'registered']) {
      const query = `client_id=${id}&redirect_uri=${CALLBACK}&response_type=code&scope=read`;
      const outcome = await readAuthorizationRequest(served.api, query);
      assert.ok(!outcome.ok && outcome.problem.show === 'redirect', id);
      assert.match(outcome.problem.location, /code_challenge/);
    }
  });
});

describe('a client with dialects of its own', () => {
  let served: Served;
  before(async () => {
    served = await serveOAuth();
  });
  after(() => served.close());

  it('is needed to leave the Content-Type out', async () => {
    const form = { grant_type: 'client_credentials', scope: 'read', ...by('web') };
    const body = new URLSearchParams(form).toString();
    const reply = await served.call({ method: 'POST', host: API, path: '/oauth/token', headers: {}, body });
    assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_request']);
    assert.match(String(reply.json.error_description), /Content-Type is missing/);
  });

  it('is understood where another is refused', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = (id: string) =>
      JSON.stringify({ grant_type: 'client_credentials', scope: 'read', ...by(id) });
    assert.equal((await served.post(body('lenient'), { headers })).status, 200);
    assert.equal((await served.post(body('web'), { headers })).status, 400);
  });

  it('is found behind the white space that it is allowed', async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', ...by('lenient') });
    const pasted = form.toString().replaceAll('&', '&\n  ');
    assert.equal((await served.post(pasted)).status, 200);
    const other = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
    assert.equal((await served.post(other.toString().replaceAll('&', '&\n  '))).status, 401);
  });

  it('lends its dialects to nobody', async () => {
    const form = new URLSearchParams({ grant_type: 'code', code: 'x', ...by('web') }).toString();
    const reply = await served.post(`%20client_id=lenient&${form}`);
    assert.equal(reply.json.error, 'unsupported_grant_type');
  });
});
