import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  auth,
  extractWWWAuthenticateParams,
  type OAuthClientProvider,
} from '@modelcontextprotocol/sdk/client/auth.js';
import {
  ClientCredentialsProvider,
  PrivateKeyJwtProvider,
} from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { newKey } from '../oauth/client-auth/signer.ts';
import { CALLBACK, HELLO, ISSUER, openWorld, type World } from './world.ts';

/* How the MCP SDK's client gets in: from the challenge of the API to a refreshed token. */

let world: World;
let fetchFn: typeof fetch;
before(async () => {
  world = await openWorld();
  fetchFn = world.fetch() as typeof fetch;
});
after(() => world.close());

interface Agent extends OAuthClientProvider {
  kept: {
    information?: Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;
    tokens?: Awaited<ReturnType<OAuthClientProvider['tokens']>>;
    verifier: string;
    asked?: URL;
  };
}

/** An agent that remembers what it is told, as an application would. */
function agent(metadata: Partial<OAuthClientProvider['clientMetadata']> = {}): Agent {
  const kept: Agent['kept'] = { verifier: '' };
  return {
    kept,
    redirectUrl: CALLBACK,
    // Without grant types RFC 7591 registers for codes alone.
    clientMetadata: {
      redirect_uris: [CALLBACK],
      client_name: 'An agent',
      ...metadata,
      grant_types: ['authorization_code', 'refresh_token'],
    },
    state: () => 'of this visit',
    clientInformation: () => kept.information,
    saveClientInformation(information) {
      Object.assign(kept, { information });
    },
    tokens: () => kept.tokens,
    saveTokens(tokens) {
      Object.assign(kept, { tokens });
    },
    redirectToAuthorization(asked) {
      Object.assign(kept, { asked });
    },
    saveCodeVerifier(verifier) {
      Object.assign(kept, { verifier });
    },
    codeVerifier: () => kept.verifier,
    invalidateCredentials: () => {
      delete kept.tokens;
    },
  };
}

const call = (token = '') =>
  fetchFn(HELLO, token === '' ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('the MCP SDK', () => {
  for (const method of ['none', 'client_secret_post', 'client_secret_basic']) {
    it(`follows the challenge, registers as ${method}, connects with PKCE and resource, refreshes`, async () => {
      const { resourceMetadataUrl } = extractWWWAuthenticateParams(await call());
      assert.ok(resourceMetadataUrl, 'the challenge says where the API is described');
      const provider = agent({ token_endpoint_auth_method: method });
      const options = { serverUrl: HELLO, resourceMetadataUrl, fetchFn };
      assert.equal(await auth(provider, options), 'REDIRECT');
      const { asked } = provider.kept;
      assert.equal(asked?.searchParams.get('code_challenge_method'), 'S256');
      assert.equal(asked?.searchParams.get('resource'), new URL(HELLO).origin);

      assert.equal(asked?.searchParams.get('scope'), 'read write read:cases write:cases');

      const back = await world.allowed(asked ?? '');
      assert.equal(back.searchParams.get('state'), 'of this visit');
      const authorizationCode = String(back.searchParams.get('code'));
      assert.equal(await auth(provider, { ...options, authorizationCode }), 'AUTHORIZED');
      const first = provider.kept.tokens;
      assert.equal((await call(first?.access_token)).status, 200);

      assert.equal(await auth(provider, options), 'AUTHORIZED');
      assert.notEqual(provider.kept.tokens?.access_token, first?.access_token);
      assert.equal((await call(provider.kept.tokens?.access_token)).status, 200);
    });
  }

  it('begins again where its refresh token is dead', async () => {
    const provider = agent({ token_endpoint_auth_method: 'none' });
    await auth(provider, { serverUrl: HELLO, fetchFn });
    await provider.saveTokens({
      access_token: 'lka_old',
      token_type: 'Bearer',
      refresh_token: 'lkr_old',
      issuer: ISSUER,
    });
    assert.equal(await auth(provider, { serverUrl: HELLO, fetchFn }), 'REDIRECT');
  });

  it('gets a token of its own, by secret and by key', async () => {
    const clientSecret = await world.add('mcp-own', { authMethod: 'client_secret_basic' });
    const key = newKey('ES256', 'mcp');
    await world.add('mcp-key', { authMethod: 'private_key_jwt', settings: { jwks: { keys: [key.jwk] } } });
    const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const own = { scope: 'read', expectedIssuer: ISSUER };
    for (const provider of [
      new ClientCredentialsProvider({ clientId: 'mcp-own', clientSecret, ...own }),
      new PrivateKeyJwtProvider({ clientId: 'mcp-key', privateKey, algorithm: 'ES256', ...own }),
    ]) {
      assert.equal(await auth(provider, { serverUrl: HELLO, scope: 'read', fetchFn }), 'AUTHORIZED');
      assert.equal((await call(provider.tokens()?.access_token)).status, 200);
    }
  });

  it('reads which scope is missing', async () => {
    const clientSecret = await world.add('mcp-narrow');
    const provider = new ClientCredentialsProvider({
      clientId: 'mcp-narrow',
      clientSecret,
      expectedIssuer: ISSUER,
      scope: 'write',
    });
    await auth(provider, { serverUrl: HELLO, fetchFn });
    const refused = extractWWWAuthenticateParams(await call(provider.tokens()?.access_token));
    assert.deepEqual([refused.error, refused.scope], ['insufficient_scope', 'read']);
  });
});
