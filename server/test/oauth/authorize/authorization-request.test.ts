import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientId } from '../../../src/model/index.ts';
import {
  type AuthorizationRequest,
  readAuthorizationRequest,
} from '../../../src/oauth/authorize/authorization-request.ts';
import { codeResponse } from '../../../src/oauth/authorize/authorization-response.ts';
import type { ResponseTarget } from '../../../src/rules/request/authorization-response.ts';
import { ACCOUNTS, API, CALLBACK } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const good = {
  client_id: 'web',
  redirect_uri: CALLBACK,
  response_type: 'code',
  scope: 'read',
  state: 'xyz',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

function query(over: Record<string, string | undefined> = {}): string {
  const parameters = Object.entries({ ...good, ...over }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parameters.join('&');
}

async function read(text: string): Promise<AuthorizationRequest> {
  const outcome = await readAuthorizationRequest(served.api, text);
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

function redirectOf(target: ResponseTarget, code: string): string {
  const response = codeResponse(served.api, target, code);
  assert.ok(response.show === 'redirect');
  return response.location;
}

async function pageFor(text: string): Promise<string> {
  const outcome = await readAuthorizationRequest(served.api, text);
  assert.ok(!outcome.ok && outcome.problem.show === 'page', JSON.stringify(outcome));
  assert.equal(outcome.problem.status, 400);
  return outcome.problem.code;
}

async function errorFor(text: string): Promise<URLSearchParams> {
  const outcome = await readAuthorizationRequest(served.api, text);
  assert.ok(!outcome.ok && outcome.problem.show === 'redirect', JSON.stringify(outcome));
  const location = new URL(outcome.problem.location);
  assert.equal(location.origin + location.pathname, CALLBACK);
  assert.equal(location.searchParams.get('iss'), `https://${ACCOUNTS}`);
  assert.match(location.searchParams.get('error_description') ?? '', /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  return location.searchParams;
}

describe('an authorization request', () => {
  it('in order is read as it is', async () => {
    const { client, ...rest } = await read(query());
    assert.equal(client.id, 'web');
    assert.deepEqual(rest, {
      clientId: 'web',
      redirectUri: CALLBACK,
      sentRedirectUri: CALLBACK,
      state: 'xyz',
      scopes: ['read'],
      codeChallenge: CHALLENGE,
      audience: [],
      prompt: [],
      uiLocales: [],
      openid: null,
      consentScopes: ['read'],
      confirmation: null,
      responseMode: 'query',
      responseAlgorithm: null,
      stored: null,
      signed: null,
      authorizationDetails: [],
      dialects: [],
    });
  });

  it('may leave out the only redirect URI', async () => {
    const { redirectUri, sentRedirectUri } = await read(query({ redirect_uri: undefined }));
    assert.equal(redirectUri, CALLBACK);
    assert.equal(sentRedirectUri, null);
  });

  it('goes back to whichever loopback port it names', async () => {
    const at = 'http://127.0.0.1:50123/cb';
    assert.equal((await read(query({ client_id: 'spa', redirect_uri: at }))).redirectUri, at);
  });

  it('treats an empty parameter as absent and ignores unknown ones', async () => {
    const asked = await read(`${query()}&prompt=&nonsense=1&nonsense=&state=&resource=`);
    assert.deepEqual(asked.prompt, []);
    assert.deepEqual(asked.audience, []);
  });

  it('may name resources of this API, more than one', async () => {
    const two = `resource=${encodeURIComponent(`https://${API}`)}&resource=https://sandbox.acme.test/`;
    assert.deepEqual((await read(`${query()}&${two}`)).audience, [
      `https://${API}`,
      'https://sandbox.acme.test',
    ]);
  });

  for (const [what, text, code] of [
    ['nothing', '', 'invalid_request'],
    ['no client', query({ client_id: undefined }), 'invalid_request'],
    ['an unknown client', query({ client_id: 'nobody' }), 'unknown_client'],
    ['two clients', `${query()}&client_id=spa`, 'invalid_request'],
    ['the same client twice', `${query()}&client_id=web`, 'invalid_request'],
    ['two redirect URIs', `${query()}&redirect_uri=${CALLBACK}`, 'invalid_request'],
    [
      'an unregistered redirect URI',
      query({ redirect_uri: 'https://evil.example/' }),
      'invalid_redirect_uri',
    ],
    ['a redirect URI with more', query({ redirect_uri: `${CALLBACK}?x` }), 'invalid_redirect_uri'],
    ['none of several', query({ client_id: 'spa', redirect_uri: undefined }), 'invalid_redirect_uri'],
    ['broken encoding', `${query()}&x=%`, 'invalid_request'],
    ['no UTF-8', `${query()}&x=%c3%28`, 'invalid_request'],
    ['far too many parameters', `${query()}${'&x=1'.repeat(200)}`, 'invalid_request'],
    ['white space without the dialect', query().replace('client_id', '%0Aclient_id'), 'invalid_request'],
  ] as const) {
    it(`with ${what} shows a page and goes nowhere`, async () => {
      assert.equal(await pageFor(text), code);
    });
  }

  for (const [what, text, error] of [
    ['a repeated parameter', `${query()}&scope=read`, 'invalid_request'],
    ['no response_type', query({ response_type: undefined }), 'invalid_request'],
    ['another response_type', query({ response_type: 'token' }), 'unsupported_response_type'],
    ['a hybrid response_type', query({ response_type: 'code id_token' }), 'unsupported_response_type'],
    ['another response_mode', query({ response_mode: 'fragment' }), 'invalid_request'],
    ['a request object', query({ request: 'eyJ' }), 'request_not_supported'],
    ['a request by reference', query({ request_uri: 'urn:x' }), 'request_uri_not_supported'],
    [
      'no challenge',
      query({ code_challenge: undefined, code_challenge_method: undefined }),
      'invalid_request',
    ],
    ['a method without challenge', query({ code_challenge: undefined }), 'invalid_request'],
    ['a challenge without method', query({ code_challenge_method: undefined }), 'invalid_request'],
    ['a plain challenge', query({ code_challenge_method: 'plain' }), 'invalid_request'],
    ['an unknown scope', query({ scope: 'read nope"\\' }), 'invalid_scope'],
    ['a scope it may not have', query({ scope: 'read:payouts' }), 'invalid_scope'],
    ['no scope and no default', query({ scope: undefined }), 'invalid_scope'],
    ['a foreign resource', query({ resource: 'https://other.example' }), 'invalid_target'],
    ['prompt=none and more', query({ prompt: 'none login' }), 'invalid_request'],
  ] as const) {
    it(`with ${what} is answered ${error}, with its state`, async () => {
      const parameters = await errorFor(text);
      assert.equal(parameters.get('error'), error);
      assert.equal(parameters.get('state'), 'xyz');
    });
  }

  it('of a client without that grant type is unauthorized_client', async () => {
    const { store, clock } = served.api;
    const known = await store.client('other', clock.now());
    assert.ok(known);
    await store.updateClient({ ...known.client, grantTypes: ['client_credentials'] }, []);
    assert.equal((await errorFor(query({ client_id: 'other' }))).get('error'), 'unauthorized_client');
  });

  for (const state of ['a b+c', '100%', '"\\&=#?/', '\u00fc\u{1f511}', 'x'.repeat(8_192), '\n', ' ']) {
    it(`gets state ${JSON.stringify(state.slice(0, 20))} back byte for byte`, async () => {
      const asked = await read(query({ state }));
      const location = redirectOf(asked, 'c0de');
      assert.equal(new URL(location).searchParams.get('state'), state);
      assert.ok(!location.includes('+'));
      assert.equal((await errorFor(query({ state, scope: 'nope' }))).get('state'), state);
    });
  }

  it('with a state past all measure is refused, and still gets it back', async () => {
    const parameters = await errorFor(query({ state: 'x'.repeat(8_193) }));
    assert.equal(parameters.get('error'), 'invalid_request');
    assert.equal(parameters.get('state')?.length, 8_193);
  });

  it('with two states is refused and gets neither', async () => {
    assert.equal((await errorFor(`${query()}&state=abc`)).has('state'), false);
  });

  it('gets its answer behind the query that its redirect URI has', () => {
    const at = (redirectUri: string) =>
      redirectOf(
        {
          clientId: ClientId('web'),
          redirectUri,
          state: null,
          responseMode: 'query',
          responseAlgorithm: null,
        },
        'c',
      );
    const iss = encodeURIComponent(`https://${ACCOUNTS}`);
    assert.equal(at('https://a.example?x=1'), `https://a.example?x=1&code=c&iss=${iss}`);
    assert.equal(at('https://a.example?'), `https://a.example?code=c&iss=${iss}`);
    assert.equal(at('https://a.example'), `https://a.example?code=c&iss=${iss}`);
  });
});
