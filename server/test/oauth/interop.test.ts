import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { readAuthorizationRequest } from '../../src/oauth/authorize/authorization-request.ts';
import { codeResponse } from '../../src/oauth/authorize/authorization-response.ts';
import { ACCOUNTS, CALLBACK, secretOf } from './acme.ts';
import { type Served, serveOAuth } from './serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

/** The library asks for real host names; they are all behind the one test server. */
const throughServer: client.CustomFetch = async (address, options) => {
  const url = new URL(address);
  const body = options.body == null ? '' : await new Response(options.body as BodyInit).text();
  const reply = await served.call({
    method: options.method,
    host: url.host,
    path: url.pathname + url.search,
    headers: Object.fromEntries(new Headers(options.headers)),
    body,
  });
  const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers });
};

function discover(auth: client.ClientAuth, id: string): Promise<client.Configuration> {
  return client.discovery(new URL(`https://${ACCOUNTS}`), id, undefined, auth, {
    algorithm: 'oauth2',
    [client.customFetch]: throughServer,
  });
}

/** Acts as browser and consent page between two calls of the library. */
async function agree(authorizationUrl: URL): Promise<URL> {
  const asked = await readAuthorizationRequest(served.api, authorizationUrl.search.slice(1));
  assert.ok(asked.ok, JSON.stringify(asked));
  const { client: asking, sentRedirectUri, codeChallenge, scopes, audience } = asked.value;
  const code = await served.consent({
    clientId: asking.id,
    redirectUri: sentRedirectUri,
    codeChallenge,
    scopes,
    audience,
  });
  const response = codeResponse(served.api, asked.value, code);
  assert.ok(response.show === 'redirect');
  return new URL(response.location);
}

describe('openid-client', () => {
  for (const [id, how, auth] of [
    ['web', 'by Basic', client.ClientSecretBasic(secretOf('web'))],
    ['other', 'by post', client.ClientSecretPost(secretOf('other'))],
    ['spa', 'as a public client', client.None()],
  ] as const) {
    it(`connects, refreshes, and revokes, ${how}`, async () => {
      const config = await discover(auth, id);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const expectedState = client.randomState();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: 'read write',
        state: expectedState,
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      // The library checks `state`, `iss` and the form of the answer by itself.
      const tokens = await client.authorizationCodeGrant(config, await agree(url), {
        pkceCodeVerifier,
        expectedState,
      });
      assert.equal(tokens.scope, 'read write');
      assert.equal(tokens.expires_in, 3600);
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope: 'read' });
      assert.equal(refreshed.scope, 'read');
      if (id !== 'spa') {
        assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, true);
      }
      await client.tokenRevocation(config, refreshed.refresh_token ?? '');
      await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token ?? ''), {
        error: 'invalid_grant',
      });
    });
  }

  it('gets a token for itself', async () => {
    const config = await discover(client.ClientSecretBasic(secretOf('web')), 'web');
    const tokens = await client.clientCredentialsGrant(config, { scope: 'read' });
    assert.equal(tokens.scope, 'read');
    assert.equal(tokens.refresh_token, undefined);
    await assert.rejects(client.clientCredentialsGrant(config, { scope: 'nope' }), {
      error: 'invalid_scope',
    });
  });
});
