import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { NO_CONTEXT } from '../../src/model/index.ts';
import { readAuthorizationRequest } from '../../src/oauth/authorize/authorization-request.ts';
import { codeResponse } from '../../src/oauth/authorize/authorization-response.ts';
import { ACCOUNTS, CALLBACK, NOW } from '../oauth/acme.ts';
import { CASES, type Heard, openSite, type Site } from './site.ts';

/** The libraries read the real clock and ask for real host names; everything is behind the one socket. */
function reaching(site: Site, heard: Heard[]): client.CustomFetch {
  return async (address, options) => {
    const body = options.body == null ? '' : await new Response(options.body as BodyInit).text();
    const headers = Object.fromEntries(new Headers(options.headers));
    const answer = await site.send(address, { method: options.method, headers, body });
    heard.push(answer);
    const returned = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(answer.text === '' ? null : answer.text, {
      status: answer.status,
      headers: returned,
    });
  };
}

/** Acts as browser and consent page between two calls of a library. */
async function agree(site: Site, authorizationUrl: URL): Promise<URL> {
  const { api } = site.served;
  const asked = await readAuthorizationRequest(api, authorizationUrl.search.slice(1));
  assert.ok(asked.ok, JSON.stringify(asked));
  const { client: asking, sentRedirectUri, codeChallenge, scopes, confirmation } = asked.value;
  assert.ok(confirmation, 'the request says which key the code is for');
  const code = await site.served.consent({
    clientId: asking.id,
    redirectUri: sentRedirectUri,
    codeChallenge,
    scopes,
    context: { ...NO_CONTEXT, confirmation },
  });
  const response = codeResponse(api, asked.value, code);
  assert.ok(response.show === 'redirect');
  return new URL(response.location);
}

test('openid-client connects, refreshes and calls with its DPoP handle, nonces and all', async (t) => {
  const site = await openSite(t);
  site.served.later(Date.now() - NOW);
  const heard: Heard[] = [];
  const config = await client.discovery(new URL(`https://${ACCOUNTS}`), 'spa', undefined, client.None(), {
    algorithm: 'oauth2',
    [client.customFetch]: reaching(site, heard),
  });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'read',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    dpop_jkt: await DPoP.calculateThumbprint(),
  });
  const tokens = await client.authorizationCodeGrant(
    config,
    await agree(site, url),
    { pkceCodeVerifier },
    undefined,
    { DPoP },
  );
  assert.equal(tokens.token_type, 'dpop');
  assert.deepEqual(
    heard.slice(-2).map(({ status, json }) => [status, json.error]),
    [
      [400, 'use_dpop_nonce'],
      [200, undefined],
    ],
  );
  const call = (token: string) =>
    client.fetchProtectedResource(config, token, new URL(CASES), 'GET', undefined, undefined, { DPoP });
  assert.equal((await call(tokens.access_token)).status, 200);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
  assert.equal((await call(refreshed.access_token)).status, 200);

  const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  await assert.rejects(
    client.refreshTokenGrant(config, refreshed.refresh_token ?? '', undefined, { DPoP: other }),
    {
      error: 'invalid_grant',
    },
  );
});

test('oauth4webapi finds the server from the API, and does the round for a nonce itself', async (t) => {
  const site = await openSite(t);
  site.served.later(Date.now() - NOW);
  const heard: Heard[] = [];
  const options = { [oauth.customFetch]: reaching(site, heard) };
  const bare = await site.send(CASES);
  const where = /resource_metadata="([^"]+)"/.exec(String(bare.headers['www-authenticate']))?.[1];
  const resource = new URL(CASES).origin;
  assert.equal(where, `${resource}/.well-known/oauth-protected-resource`);
  const found = await oauth.resourceDiscoveryRequest(new URL(resource), options);
  const described = await oauth.processResourceDiscoveryResponse(new URL(resource), found);
  const issuer = new URL(described.authorization_servers?.[0] ?? '');
  const discovered = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  const as = await oauth.processDiscoveryResponse(issuer, discovered);
  const asking: oauth.Client = { client_id: 'web' };
  const DPoP = oauth.DPoP(asking, await oauth.generateKeyPair('ES256'));
  const authentication = oauth.ClientSecretPost('secret of web: +%&');

  const parameters = new URLSearchParams({ scope: 'read' });
  const request = () =>
    oauth.clientCredentialsGrantRequest(as, asking, authentication, parameters, { ...options, DPoP });
  const first = await request();
  await assert.rejects(oauth.processClientCredentialsResponse(as, asking, first), (error) =>
    oauth.isDPoPNonceError(error),
  );
  const token = await oauth.processClientCredentialsResponse(as, asking, await request());
  assert.equal(token.token_type, 'dpop');

  const call = (handle: oauth.DPoPHandle) =>
    oauth.protectedResourceRequest(token.access_token, 'GET', new URL(CASES), undefined, undefined, {
      ...options,
      DPoP: handle,
    });
  assert.equal((await call(DPoP)).status, 200);
  const fresh = oauth.DPoP(asking, await oauth.generateKeyPair('ES256'));
  await assert.rejects(call(fresh), (error) => {
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
    assert.equal(error.cause[0]?.scheme, 'dpop');
    assert.equal(error.cause[0]?.parameters.algs, 'ES256 EdDSA Ed25519 PS256 RS256');
    return oauth.isDPoPNonceError(error);
  });
  await assert.rejects(call(fresh), (error) => {
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
    return error.cause[0]?.parameters.error === 'invalid_token';
  });
  // Two challenges in one header, read by a parser that is not ours.
  const unknown = oauth.protectedResourceRequest(
    'made-up',
    'GET',
    new URL(CASES),
    undefined,
    undefined,
    options,
  );
  await assert.rejects(unknown, (error) => {
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
    const [bearer, dpop] = error.cause;
    assert.deepEqual([bearer?.scheme, dpop?.scheme], ['bearer', 'dpop']);
    assert.equal(bearer?.parameters.error, 'invalid_token');
    assert.equal(bearer?.parameters.resource_metadata, where);
    return dpop?.parameters.resource_metadata === where;
  });
});
