import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { CALLBACK, EMAIL, HELLO, ISSUER, openWorld, ownCertificate, type World } from './world.ts';

/* The features of openid-client beyond the flows that other tests use: docs/project/interop.md. */

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

async function discovered(
  id: string,
  auth: client.ClientAuth,
  metadata: Partial<client.ClientMetadata> = {},
  certificate?: ReturnType<typeof ownCertificate>,
): Promise<client.Configuration> {
  return client.discovery(new URL(ISSUER), id, metadata, auth, {
    [client.customFetch]: world.fetch(certificate) as client.CustomFetch,
  });
}

async function request(scope = 'openid read offline_access') {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(),
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: CALLBACK,
    scope,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  };
  return { parameters, checks };
}

describe('openid-client', () => {
  it('binds a pushed request to its DPoP key, and everything after it, nonces and all', async () => {
    const secret = await world.add('pusher');
    const config = await discovered('pusher', client.ClientSecretPost(secret));
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const { parameters, checks } = await request();
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const back = await world.allowed(url);

    const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    await assert.rejects(client.authorizationCodeGrant(config, back, checks, undefined, { DPoP: other }), {
      error: 'invalid_grant',
    });
    const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, 'dpop');
    const info = await client.fetchUserInfo(config, tokens.access_token, 'ada', { DPoP });
    assert.equal(info.sub, 'ada');
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
    const called = await client.fetchProtectedResource(
      config,
      refreshed.access_token,
      new URL(HELLO),
      'GET',
      undefined,
      undefined,
      { DPoP },
    );
    assert.equal(called.status, 200);
  });

  for (const [id, auth, refusedWith] of [
    ['bound-app', () => client.None(), { error: 'invalid_grant' }],
    ['bound-server', () => client.TlsClientAuth(), { status: 401 }],
  ] as const) {
    it(`redeems, asks userinfo, refreshes and calls with the certificate that its tokens are bound to: ${id}`, async () => {
      const certificate = ownCertificate(id);
      const jwk = new X509Certificate(certificate.pem).publicKey.export({ format: 'jwk' });
      await world.add(
        id,
        id === 'bound-app'
          ? { kind: 'public', authMethod: 'none', settings: { certificateBound: true } }
          : {
              authMethod: 'self_signed_tls_client_auth',
              settings: { certificateBound: true, jwks: { keys: [{ ...jwk }] } },
            },
      );
      const metadata = { use_mtls_endpoint_aliases: true };
      const config = await discovered(id, auth(), metadata, certificate);
      const { parameters, checks } = await request();
      const back = await world.allowed(client.buildAuthorizationUrl(config, parameters));
      const tokens = await client.authorizationCodeGrant(config, back, checks);
      const info = await client.fetchUserInfo(config, tokens.access_token, 'ada');
      assert.equal(info.sub, 'ada');
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      const called = await client.fetchProtectedResource(
        config,
        refreshed.access_token,
        new URL(HELLO),
        'GET',
      );
      assert.equal(called.status, 200);

      const thief = await discovered(id, auth(), metadata, ownCertificate('thief'));
      const stolen = client.fetchUserInfo(thief, refreshed.access_token, 'ada');
      await assert.rejects(stolen, (error) => {
        assert.ok(error instanceof client.WWWAuthenticateChallengeError);
        return error.status === 401 && error.cause[0]?.parameters.error === 'invalid_token';
      });
      await assert.rejects(client.refreshTokenGrant(thief, refreshed.refresh_token ?? ''), refusedWith);
    });
  }

  it('signs somebody in on a device, with an ID token', async () => {
    await world.add('tv', { kind: 'public', authMethod: 'none' });
    const reach = world.fetch();
    const config = await discovered('tv', client.None());
    const codes = await client.initiateDeviceAuthorization(config, {
      scope: 'openid profile offline_access',
    });
    config[client.customFetch] = (async (address: string, options: object) => {
      const reply = await reach(address, options);
      const { error } = (await reply.clone().json()) as { error?: string };
      // The user decides after the device has asked in vain, and before it asks again.
      if (error === 'authorization_pending') await world.enter(codes.user_code);
      return reply;
    }) as client.CustomFetch;
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 0 });
    assert.equal(tokens.claims()?.sub, 'ada');
    assert.equal(tokens.claims()?.aud, 'tv');
    assert.ok(tokens.claims()?.auth_time);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    assert.equal(refreshed.claims()?.sub, 'ada');
  });

  it('verifies signed userinfo and signed introspection', async () => {
    const secret = await world.add('verifier', {
      settings: { userinfoAlgorithm: 'EdDSA', introspectionAlgorithm: 'EdDSA', idTokenAlgorithm: 'EdDSA' },
    });
    const config = await discovered('verifier', client.ClientSecretBasic(secret), {
      userinfo_signed_response_alg: 'EdDSA',
      introspection_signed_response_alg: 'EdDSA',
      id_token_signed_response_alg: 'EdDSA',
    });
    client.enableNonRepudiationChecks(config);
    const { parameters, checks } = await request('openid email');
    const back = await world.allowed(client.buildAuthorizationUrl(config, parameters));
    const tokens = await client.authorizationCodeGrant(config, back, checks);
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, 'ada')).email, EMAIL);
    const about = await client.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual([about.active, about.sub], [true, 'ada']);
  });

  it('registers itself, connects as what it became, and reads, changes and ends its registration', async () => {
    const metadata = {
      redirect_uris: [CALLBACK],
      client_name: 'Casebridge',
      scope: 'openid read',
      // The library's default; without this member RFC 7591 assumes Basic.
      token_endpoint_auth_method: 'client_secret_post',
    };
    const config = await client.dynamicClientRegistration(new URL(ISSUER), metadata, undefined, {
      [client.customFetch]: world.fetch() as client.CustomFetch,
    });
    const { parameters, checks } = await request('openid read');
    const back = await world.allowed(client.buildAuthorizationUrl(config, parameters));
    assert.equal((await client.authorizationCodeGrant(config, back, checks)).claims()?.sub, 'ada');

    const { registration_access_token, registration_client_uri } = config.clientMetadata();
    const manage = (method: string, body?: object) =>
      client.fetchProtectedResource(
        config,
        String(registration_access_token),
        new URL(String(registration_client_uri)),
        method,
        body && JSON.stringify(body),
        new Headers(body && { 'content-type': 'application/json' }),
      );
    assert.equal((await manage('GET')).status, 200);
    const { client_id } = config.clientMetadata();
    const changed = await manage('PUT', { ...metadata, client_id, client_name: 'Casebridge Two' });
    assert.equal(((await changed.json()) as { client_name: string }).client_name, 'Casebridge Two');
    assert.equal((await manage('DELETE')).status, 204);
    await assert.rejects(manage('GET'), (error) => {
      assert.ok(error instanceof client.WWWAuthenticateChallengeError);
      return error.status === 401;
    });
  });

  it('reads a refusal of the API: the challenge names the scope that is missing', async () => {
    const secret = await world.add('narrow');
    const config = await discovered('narrow', client.ClientSecretBasic(secret));
    const tokens = await client.clientCredentialsGrant(config, { scope: 'write' });
    const call = client.fetchProtectedResource(config, tokens.access_token, new URL(HELLO), 'GET');
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof client.WWWAuthenticateChallengeError);
      const [challenge] = error.cause;
      assert.deepEqual(
        [error.status, challenge?.scheme, challenge?.parameters.error, challenge?.parameters.scope],
        [403, 'bearer', 'insufficient_scope', 'read'],
      );
      return true;
    });
  });

  it('is refused the response types that OAuth 2.1 does without, and finds no backchannel authentication', async () => {
    const secret = await world.add('old');
    const config = await discovered('old', client.ClientSecretBasic(secret));
    for (const use of [client.useCodeIdTokenResponseType, client.useIdTokenResponseType]) {
      const hybrid = await discovered('old', client.ClientSecretBasic(secret));
      use(hybrid);
      const { parameters } = await request();
      const back = await world.allowed(client.buildAuthorizationUrl(hybrid, parameters));
      assert.match(back.href, /error=unsupported_response_type/);
    }
    await assert.rejects(client.initiateBackchannelAuthentication(config, { scope: 'openid' }), {
      code: 'OAUTH_MISSING_SERVER_METADATA',
    });
  });
});
