import assert from 'node:assert/strict';
import { sign, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { SECOND } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { checkClient } from '../../src/manage/clients/input.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { newToken } from '../../src/tokens/format.ts';
import { CALLBACK, HELLO, ISSUER, openWorld, ownCertificate, type World } from '../interop/world.ts';
import { asserting, claimsFor, newKey, signedBy } from '../oauth/client-auth/signer.ts';
import { compactJws, newProver } from '../proof/prover.ts';

const KEY = newKey('ES256', 'es');
const RSA = newKey('RS256', 'rs');
const CERTIFICATE = ownCertificate('bank');
const TOKEN_URI = `https://${new URL(HELLO).host}/oauth/token`;
const PUSH_URI = `${ISSUER}/oauth/par`;

let world: World;
before(async () => {
  world = await openWorld({ profile: 'fapi2', signing: ['ES256'], registration: 'open' });
  const jwks = { keys: [KEY.jwk, { ...RSA.jwk, alg: undefined }] };
  const jwk = new X509Certificate(CERTIFICATE.pem).publicKey.export({ format: 'jwk' });
  await world.add('bank', { authMethod: 'private_key_jwt', settings: { jwks } });
  await world.add('mtls', {
    authMethod: 'self_signed_tls_client_auth',
    settings: { jwks: { keys: [{ ...jwk }] } },
  });
  await world.add('plain', {
    authMethod: 'private_key_jwt',
    settings: { jwks },
    redirectUris: ['http://127.0.0.1/cb', CALLBACK],
  });
});
after(() => world.close());

async function request() {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: CALLBACK,
    scope: 'openid read offline_access',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  };
  return { parameters, checks };
}

type Form = Record<string, string>;

async function post(uri: string, form: Form, headers: Form = {}) {
  const answer = await world.fetch()(uri, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as Form };
}

const proven = (id = 'bank', key = KEY) => asserting(signedBy(key, claimsFor(world, id)), { client_id: id });

async function pushing(over: Record<string, string | undefined>, credentials: Form = proven()) {
  const { parameters } = await request();
  const all = { response_type: 'code', ...parameters, ...credentials, ...over };
  const sent = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return post(PUSH_URI, Object.fromEntries(sent));
}

describe('an API with profile: fapi2', () => {
  it('says so in its metadata, and nothing weaker', async () => {
    const answer = await world.fetch()(`${ISSUER}/.well-known/openid-configuration`);
    const metadata = (await answer.json()) as Record<string, unknown>;
    assert.equal(metadata.require_pushed_authorization_requests, true);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
    assert.deepEqual(metadata.response_types_supported, ['code']);
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
    const methods = ['private_key_jwt', 'self_signed_tls_client_auth'];
    assert.deepEqual(metadata.token_endpoint_auth_methods_supported, methods);
    assert.deepEqual(metadata.introspection_endpoint_auth_methods_supported, methods);
    assert.deepEqual(metadata.id_token_signing_alg_values_supported, ['ES256']);
    for (const [name, value] of Object.entries(metadata)) {
      if (!/alg_values_supported$/.test(name) || !Array.isArray(value)) continue;
      for (const each of value)
        assert.ok(['ES256', 'PS256', 'EdDSA', 'Ed25519'].includes(String(each)), name);
    }
  });

  it('takes openid-client through, by private_key_jwt and DPoP', async () => {
    const key = await crypto.subtle.importKey(
      'pkcs8',
      KEY.privateKey.export({ type: 'pkcs8', format: 'der' }),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    const config = await client.discovery(
      new URL(ISSUER),
      'bank',
      { id_token_signed_response_alg: 'ES256' },
      client.PrivateKeyJwt({ key, kid: KEY.kid }),
      { [client.customFetch]: world.fetch() as client.CustomFetch },
    );
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const { parameters, checks } = await request();
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
    const tokens = await client.authorizationCodeGrant(config, await world.allowed(url), checks, undefined, {
      DPoP,
    });
    assert.equal(tokens.token_type, 'dpop');
    assert.equal(tokens.claims()?.sub, 'ada');
    const call = (token: string) =>
      client.fetchProtectedResource(config, token, new URL(HELLO), 'GET', undefined, undefined, { DPoP });
    assert.equal((await call(tokens.access_token)).status, 200);
    // The refresh token is kept, and works again and again.
    for (let times = 0; times < 2; times++) {
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, {
        DPoP,
      });
      assert.equal(refreshed.refresh_token ?? tokens.refresh_token, tokens.refresh_token);
      assert.equal((await call(refreshed.access_token)).status, 200);
    }
  });

  it('takes openid-client through, by mutual TLS alone', async () => {
    const connect = (certificate: typeof CERTIFICATE) =>
      client.discovery(
        new URL(ISSUER),
        'mtls',
        { use_mtls_endpoint_aliases: true, id_token_signed_response_alg: 'ES256' },
        client.TlsClientAuth(),
        { [client.customFetch]: world.fetch(certificate) as client.CustomFetch },
      );
    const config = await connect(CERTIFICATE);
    const { parameters, checks } = await request();
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters);
    const tokens = await client.authorizationCodeGrant(config, await world.allowed(url), checks);
    const call = (from: client.Configuration) =>
      client.fetchProtectedResource(from, tokens.access_token, new URL(HELLO), 'GET');
    assert.equal((await call(config)).status, 200);
    await assert.rejects(call(await connect(ownCertificate('thief'))), client.WWWAuthenticateChallengeError);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    assert.equal(refreshed.refresh_token ?? tokens.refresh_token, tokens.refresh_token);
  });

  it('refuses a request that was not pushed', async () => {
    const { parameters } = await request();
    const query = new URLSearchParams({ client_id: 'bank', response_type: 'code', ...parameters });
    const back = new URL((await world.visit(`${ISSUER}/oauth/authorize?${query}`)).location ?? '');
    assert.equal(back.searchParams.get('error'), 'invalid_request');
    assert.equal(back.searchParams.get('code'), null);
  });

  for (const [what, over] of [
    ['without redirect_uri, though only one is registered', { redirect_uri: undefined }],
    ['without a challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with the challenge itself as verifier', { code_challenge_method: 'plain' }],
    ['for another response type', { response_type: 'code id_token' }],
  ] as const) {
    it(`refuses to be pushed a request ${what}`, async () => {
      const { status, json } = await pushing(over);
      assert.equal(status, 400);
      assert.match(String(json.error), /^(invalid_request|unsupported_response_type)$/);
    });
  }

  for (const [id, over] of [
    ['secret', {}],
    ['signing-secret', { authMethod: 'client_secret_jwt' }],
    ['public', { kind: 'public', authMethod: 'none' }],
  ] as const) {
    it(`turns away a client from before that does not authenticate by a key: ${id}`, async () => {
      const secret = await world.add(id, over);
      const credentials: Form = { client_id: id, ...(secret === '' ? {} : { client_secret: secret }) };
      for (const answer of [
        await pushing({}, credentials),
        await post(TOKEN_URI, { grant_type: 'client_credentials', scope: 'read', ...credentials }),
      ]) {
        assert.deepEqual([answer.status, answer.json.error], [401, 'invalid_client']);
      }
    });
  }

  it('turns away a client that is answered at an http address', async () => {
    const { status, json } = await pushing({}, proven('plain'));
    assert.deepEqual([status, json.error], [400, 'unauthorized_client']);
    const [row] = await world.api.store.auditTrail({ kind: 'token.refused', limit: 1 });
    assert.equal(row?.code, 'client_below_profile');
  });

  it('refuses an assertion by RS256, with a key that is registered', async () => {
    const { status, json } = await pushing({}, proven('bank', RSA));
    assert.deepEqual([status, json.error], [401, 'invalid_client']);
    const [row] = await world.api.store.auditTrail({ kind: 'token.refused', limit: 1 });
    assert.equal(row?.code, 'assertion_algorithm');
    // The same key by an algorithm of the profile.
    const better = asserting(signedBy({ ...RSA, alg: 'PS256' }, claimsFor(world, 'bank')), {
      client_id: 'bank',
    });
    assert.equal((await pushing({}, better)).status, 201);
  });

  it('refuses a request object by RS256', async () => {
    const { parameters } = await request();
    const claims = { ...claimsFor(world, 'bank'), sub: undefined, client_id: 'bank', response_type: 'code' };
    const object = signedBy(RSA, { ...claims, ...parameters });
    const { status, json } = await post(PUSH_URI, { ...proven(), request: object });
    assert.deepEqual([status, json.error], [400, 'invalid_request_object']);
  });

  it('refuses a DPoP proof by RS256', async () => {
    const prover = newProver();
    const at = Math.floor(world.api.clock.now() / SECOND);
    const right = prover.proof({ method: 'POST', uri: TOKEN_URI, at });
    const [head = '', body = ''] = right.split('.');
    const members = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Form;
    const { n, e, kty } = RSA.jwk;
    const header = { ...members(head), alg: 'RS256', jwk: { kty, n, e } };
    const signature = (input: Buffer) => sign('sha256', input, RSA.privateKey);
    const form = { grant_type: 'client_credentials', scope: 'read', ...proven() };
    const answer = await post(TOKEN_URI, form, { dpop: compactJws(header, members(body), signature) });
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_dpop_proof']);
    assert.match(String(answer.json.error_description), /algorithm/);
  });

  it('issues no bearer token', async () => {
    const form = { grant_type: 'client_credentials', scope: 'read', ...proven() };
    const { status, json } = await post(TOKEN_URI, form);
    assert.deepEqual([status, json.error], [400, 'invalid_request']);
    assert.equal(json.access_token, undefined);
  });

  it('has no personal tokens: no page for them, and those from before open nothing', async () => {
    const browser = world.browser();
    await browser.signIn('ada@acme.test');
    assert.equal((await browser.get('/account/tokens')).status, 404);
    assert.doesNotMatch((await browser.get('/account')).text, /account\/tokens/);
    const { api } = world;
    const token = newToken(api.config.tokens.prefixes.personal, 'live');
    await api.store.createPersonalToken(
      {
        id: 'tok_before',
        hash: sha256(token),
        name: 'From before',
        hint: token.slice(-4),
        userId: UserId('ada'),
        tenantId: TenantId('org_a'),
        scopes: ['read'],
        resources: null,
        ipAllowlist: null,
        mode: 'live',
        createdAt: api.clock.now(),
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      },
      [],
    );
    const call = await world.fetch()(HELLO, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(call.status, 401);
  });

  it('lets nobody make a client on a page, where all have a secret or nothing', () => {
    const input = { name: 'Mine', scopes: ['read'], mode: 'live', redirectUris: [CALLBACK] };
    for (const kind of ['confidential', 'public']) {
      const made = checkClient(world.api, { ...input, kind, grantTypes: ['authorization_code'] });
      assert.ok(!made.ok);
      assert.deepEqual(Object.keys(made.problem), ['kind']);
    }
  });

  it('registers clients that meet it, and no others', async () => {
    const good = {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [KEY.jwk] },
    };
    const register = async (over: object) => {
      const body = JSON.stringify({ ...good, ...over });
      const headers = { 'content-type': 'application/json' };
      return (await world.fetch()(`${ISSUER}/oauth/register`, { method: 'POST', body, headers })).status;
    };
    assert.equal(await register({}), 201);
    for (const weaker of [
      { token_endpoint_auth_method: undefined },
      { token_endpoint_auth_method: 'none' },
      { token_endpoint_auth_method: 'client_secret_jwt' },
      { redirect_uris: [CALLBACK, 'http://localhost/cb'] },
      { redirect_uris: ['http://127.0.0.1/cb'] },
      { token_endpoint_auth_signing_alg: 'RS256' },
      { request_object_signing_alg: 'RS256' },
      { id_token_signed_response_alg: 'RS256' },
      { jwks: { keys: [{ ...RSA.jwk, alg: 'RS256' }] } },
    ]) {
      assert.equal(await register(weaker), 400, JSON.stringify(weaker));
    }
  });
});
