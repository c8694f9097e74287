import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { CALLBACK, HELLO, ISSUER, openWorld, type World } from '../interop/world.ts';
import { API } from '../oauth/acme.ts';

const RESOURCE = new URL(HELLO).origin;

let world: World;
before(async () => {
  world = await openWorld({ profile: 'mcp' });
});
after(() => world.close());

async function registered(at = world): Promise<client.Configuration> {
  return client.dynamicClientRegistration(
    new URL(ISSUER),
    {
      redirect_uris: [CALLBACK],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      client_name: 'An agent',
    },
    client.None(),
    { algorithm: 'oauth2', [client.customFetch]: at.fetch() as client.CustomFetch },
  );
}

async function request(over: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const parameters = {
    redirect_uri: CALLBACK,
    scope: 'read',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...over,
  };
  return { pkceCodeVerifier, parameters };
}

describe('an API with profile: mcp', () => {
  it('says in its challenge where it is described', async () => {
    const challenge = (await world.fetch()(HELLO)).headers.get('www-authenticate') ?? '';
    const [, described = ''] = /resource_metadata="([^"]+)"/.exec(challenge) ?? [];
    const metadata = (await (await world.fetch()(described)).json()) as Record<string, unknown>;
    assert.deepEqual([metadata.resource, metadata.authorization_servers], [RESOURCE, [ISSUER]]);
  });

  it('takes an agent that nobody knows from registration to a refreshed token for the one resource', async () => {
    const config = await registered();
    const metadata = config.serverMetadata();
    assert.equal(metadata.client_id_metadata_document_supported, true);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
    const { pkceCodeVerifier, parameters } = await request({ resource: RESOURCE });
    const back = await world.allowed(client.buildAuthorizationUrl(config, parameters));
    assert.equal(back.searchParams.get('iss'), ISSUER);
    const resource = { resource: RESOURCE };
    const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier }, resource);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', resource);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    const call = await client.fetchProtectedResource(config, refreshed.access_token, new URL(HELLO), 'GET');
    assert.equal(call.status, 200);
  });

  it('begins no authorization that does not say which of several resources it is for', async (t) => {
    const several = await openWorld({ profile: 'mcp', domains: { [API]: {}, 'other.acme.test': {} } });
    t.after(() => several.close());
    const config = await registered(several);
    const named = await request({ resource: RESOURCE });
    assert.ok(await several.allowed(client.buildAuthorizationUrl(config, named.parameters)));
    const { parameters } = await request();
    const page = await several.visit(client.buildAuthorizationUrl(config, parameters));
    const answer = new URL(page.location ?? '');
    assert.deepEqual(
      [answer.searchParams.get('error'), answer.searchParams.get('code')],
      ['invalid_target', null],
    );
    const secret = await several.add('own', { authMethod: 'client_secret_post' });
    const own = new client.Configuration(metadataOf(config), 'own', secret, client.ClientSecretPost(secret));
    own[client.customFetch] = several.fetch() as client.CustomFetch;
    await assert.rejects(client.clientCredentialsGrant(own, { scope: 'read' }), { error: 'invalid_target' });
    await assert.rejects(client.initiateDeviceAuthorization(own, { scope: 'read' }), {
      error: 'invalid_target',
    });
    const narrow = await client.clientCredentialsGrant(own, { scope: 'write', resource: RESOURCE });
    const refused = client.fetchProtectedResource(own, narrow.access_token, new URL(HELLO), 'GET');
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof client.WWWAuthenticateChallengeError);
      const { error: code, scope } = error.cause[0]?.parameters ?? {};
      assert.deepEqual([code, scope], ['insufficient_scope', 'read']);
      return true;
    });
    const given = await client.clientCredentialsGrant(own, { scope: 'read', resource: RESOURCE });
    const call = await client.fetchProtectedResource(own, given.access_token, new URL(HELLO), 'GET');
    assert.equal(call.status, 200);
  });
});

describe('an API with profile: oauth2.1', () => {
  it('goes on with a single client that is allowed more, and holds all others to PKCE', async () => {
    const strict = await openWorld({ profile: 'oauth2.1' });
    try {
      await strict.add('with-pkce', { kind: 'confidential' });
      await strict.add('without-pkce', { kind: 'confidential', dialects: ['no-pkce-for-confidential'] });
      const parameters = { response_type: 'code', redirect_uri: CALLBACK, scope: 'read', state: 'a state' };
      const outcomeOf = async (id: string) => {
        const query = new URLSearchParams({ client_id: id, ...parameters });
        const { location } = await strict.visit(`${ISSUER}/oauth/authorize?${query}`);
        return new URL(location ?? '').searchParams;
      };
      assert.equal((await outcomeOf('with-pkce')).get('error'), 'invalid_request');
      const lenient = await outcomeOf('without-pkce');
      assert.ok(lenient.get('code'), String(lenient));
    } finally {
      await strict.close();
    }
  });
});

function metadataOf(config: client.Configuration): client.ServerMetadata {
  return { ...config.serverMetadata() };
}
