import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { type Asking, openParty, type Party, request } from './relying-party.ts';
import { CALLBACK, EMAIL, HELLO, ISSUER, openWorld, PARTNER, SIGNED_OUT_AT, type World } from './world.ts';

/* Each function of oauth4webapi that speaks to a server, and each that reads an answer of one: docs/project/interop.md. */

let world: World;
let party: Party;
let server: oauth.AuthorizationServer;
let options: Party['options'];

before(async () => {
  world = await openWorld({ tokens: { plain: 'jwt' } });
  party = await openParty(world);
  ({ server, options } = party);
});
after(() => world.close());

describe('oauth4webapi', () => {
  it('connects with PKCE, asks userinfo, refreshes with a checked ID token, introspects, calls, revokes', async () => {
    const asking = await party.known('all');
    const { client, auth } = asking;
    const tokens = await party.connected(asking);
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'ada');
    const info = await oauth.userInfoRequest(server, client, tokens.access_token, options);
    assert.equal((await oauth.processUserInfoResponse(server, client, 'ada', info)).email, EMAIL);

    const again = await oauth.refreshTokenGrantRequest(
      server,
      client,
      auth,
      tokens.refresh_token ?? '',
      options,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, client, again);
    await oauth.validateApplicationLevelSignature(server, again, options);
    assert.equal(oauth.getValidatedIdTokenClaims(refreshed)?.sub, 'ada');

    const asked = await oauth.introspectionRequest(server, client, auth, refreshed.access_token, options);
    assert.equal((await oauth.processIntrospectionResponse(server, client, asked)).active, true);
    const called = await oauth.protectedResourceRequest(
      refreshed.access_token,
      'GET',
      new URL(HELLO),
      undefined,
      undefined,
      options,
    );
    assert.equal(called.status, 200);
    const revoked = await oauth.revocationRequest(
      server,
      client,
      auth,
      refreshed.refresh_token ?? '',
      options,
    );
    await oauth.processRevocationResponse(revoked);
    const late = await oauth.introspectionRequest(server, client, auth, refreshed.access_token, options);
    assert.deepEqual(await oauth.processIntrospectionResponse(server, client, late), { active: false });
  });

  it('validates a JWT access token as the API that it is for, bound to a DPoP key or not', async () => {
    const asking = await party.known('at-jwt');
    const { access_token } = await party.connected(asking);
    const audience = `https://${new URL(HELLO).host}`;
    const call = new Request(HELLO, { headers: { authorization: `Bearer ${access_token}` } });
    const claims = await oauth.validateJwtAccessToken(server, call, audience, options);
    assert.deepEqual([claims.sub, claims.client_id, claims.aud], ['ada', 'at-jwt', audience]);
    await assert.rejects(oauth.validateJwtAccessToken(server, call, 'https://other.example', options));

    const { parameters, state, ...rest } = await request(asking);
    const DPoP = oauth.DPoP(asking.client, await oauth.generateKeyPair('ES256'));
    parameters.set('dpop_jkt', await DPoP.calculateThumbprint());
    const back = oauth.validateAuthResponse(
      server,
      asking.client,
      await world.allowed(party.link(parameters)),
      state,
    );
    const redeem = async () =>
      oauth.processAuthorizationCodeResponse(
        server,
        asking.client,
        await oauth.authorizationCodeGrantRequest(
          server,
          asking.client,
          asking.auth,
          back,
          CALLBACK,
          rest.verifier,
          { ...options, DPoP },
        ),
        { expectedNonce: rest.nonce },
      );
    await assert.rejects(redeem, (error) => oauth.isDPoPNonceError(error));
    const bound = await redeem();
    const sent: Request[] = [];
    const call2 = await oauth.protectedResourceRequest(
      bound.access_token,
      'GET',
      new URL(HELLO),
      undefined,
      undefined,
      {
        DPoP,
        [oauth.customFetch]: (address, init) => {
          sent.push(new Request(address, init as RequestInit));
          return world.fetch()(address, init);
        },
      },
    );
    assert.equal(call2.status, 200);
    const [proven] = sent;
    assert.ok(proven);
    const seen = await oauth.validateJwtAccessToken(server, proven, audience, {
      ...options,
      requireDPoP: true,
    });
    assert.equal(seen.cnf?.jkt, await DPoP.calculateThumbprint());
  });

  it('verifies signed userinfo and signed introspection', async () => {
    const signed = { userinfoAlgorithm: 'ES256', introspectionAlgorithm: 'ES256', idTokenAlgorithm: 'ES256' };
    const asking = await party.known(
      'verifies',
      {
        userinfo_signed_response_alg: 'ES256',
        introspection_signed_response_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
      },
      signed,
    );
    const { client, auth } = asking;
    const { access_token } = await party.connected(asking);
    const info = await oauth.userInfoRequest(server, client, access_token, options);
    assert.equal((await oauth.processUserInfoResponse(server, client, 'ada', info)).sub, 'ada');
    await oauth.validateApplicationLevelSignature(server, info, options);
    const asked = await oauth.introspectionRequest(server, client, auth, access_token, {
      ...options,
      requestJwtResponse: true,
    });
    assert.equal((await oauth.processIntrospectionResponse(server, client, asked)).active, true);
    await oauth.validateApplicationLevelSignature(server, asked, options);
  });

  it('waits as a device', async () => {
    const { client, auth } = await party.known('waits');
    const asked = await oauth.deviceAuthorizationRequest(server, client, auth, { scope: 'openid' }, options);
    const codes = await oauth.processDeviceAuthorizationResponse(server, client, asked);
    const poll = async () =>
      oauth.processDeviceCodeResponse(
        server,
        client,
        await oauth.deviceCodeGrantRequest(server, client, auth, codes.device_code, options),
      );
    await assert.rejects(poll, (error) => {
      assert.ok(error instanceof oauth.ResponseBodyError);
      return error.error === 'authorization_pending';
    });
    await world.enter(codes.user_code);
    assert.equal(oauth.getValidatedIdTokenClaims(await poll())?.sub, 'ada');
  });

  it('presents an assertion, exchanges a token, and gets one of its own', async () => {
    const { client, auth } = await party.known('web-app');
    const { access_token: users } = await party.connected({ client, auth });
    const now = Math.floor(Date.now() / 1_000);
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'partner' })
      .setIssuer(PARTNER.issuer)
      .setSubject('ada')
      .setAudience(ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + 60)
      .sign(PARTNER.privateKey);
    const grant = async (asking: Asking, type: string, parameters: Record<string, string>) =>
      oauth.processGenericTokenEndpointResponse(
        server,
        asking.client,
        await oauth.genericTokenEndpointRequest(
          server,
          asking.client,
          asking.auth,
          `urn:ietf:params:oauth:grant-type:${type}`,
          parameters,
          options,
        ),
      );
    const asserted = await grant({ client, auth }, 'jwt-bearer', { assertion, scope: 'read' });
    assert.equal(asserted.scope, 'read');

    const agent = await party.known('agent');
    const exchanged = await grant(agent, 'token-exchange', {
      subject_token: users,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      scope: 'read',
    });
    assert.equal(exchanged.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token');

    const own = await oauth.clientCredentialsGrantRequest(server, client, auth, { scope: 'read' }, options);
    assert.equal((await oauth.processClientCredentialsResponse(server, client, own)).scope, 'read');
  });

  it('registers itself, and finds the server from the API', async () => {
    const metadata = { redirect_uris: [CALLBACK], post_logout_redirect_uris: [SIGNED_OUT_AT] };
    const registered = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(server, metadata, options),
    );
    assert.equal(registered.token_endpoint_auth_method, 'client_secret_basic');
    const auth = oauth.ClientSecretBasic(String(registered.client_secret));
    const tokens = await party.connected({ client: registered, auth });
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, registered.client_id);

    const resource = new URL(new URL(HELLO).origin);
    const found = await oauth.resourceDiscoveryRequest(resource, options);
    const described = await oauth.processResourceDiscoveryResponse(resource, found);
    assert.deepEqual(described.authorization_servers, [ISSUER]);
  });
});
