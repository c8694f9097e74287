import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AuthorizationCode,
  ClientCredentials,
  type ModuleOptions,
  ResourceOwnerPassword,
} from 'simple-oauth2';
import { sha256 } from '../../src/lib/compare.ts';
import { secretOf } from '../oauth/acme.ts';
import { PASSWORD } from '../pages/visitor.ts';
import { API, CALLBACK, EMAIL, HELLO, ISSUER, openWorld, type World } from './world.ts';

/* The three grants of simple-oauth2, and what its access token can do. It asks by Node's own client. */

const VERIFIER = 'a-verifier-that-is-long-enough-for-rfc-7636-to-take';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

function settings(id: string, secret: string, options: ModuleOptions['options'] = {}): ModuleOptions {
  return {
    client: { id, secret },
    auth: { tokenHost: `https://${API}`, revokePath: `${ISSUER}/oauth/revoke` },
    http: { agent: world.agent() },
    options,
  };
}

/** The endpoint's answer in the library's error. */
function answered(status: number, error: string) {
  return (thrown: unknown) => {
    const { output, data } = thrown as {
      output?: { statusCode: number };
      data?: { payload?: { error?: string } };
    };
    assert.deepEqual([output?.statusCode, data?.payload?.error], [status, error]);
    return true;
  };
}

async function connected(id: string, options: ModuleOptions['options'] = {}) {
  const { auth, ...rest } = settings(id, await world.add(id), options);
  const client = new AuthorizationCode({ ...rest, auth: { ...auth, authorizeHost: ISSUER } });
  // The library has no PKCE of its own; further parameters go through as they are.
  const sent = { code_challenge: sha256(VERIFIER), code_challenge_method: 'S256' };
  const url = client.authorizeURL({
    redirect_uri: CALLBACK,
    scope: ['read', 'write'],
    state: 'a state',
    ...sent,
  });
  const back = await world.allowed(url);
  assert.equal(back.searchParams.get('state'), 'a state');
  const code = String(back.searchParams.get('code'));
  const redeem = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
  return { client, token: await client.getToken(redeem), redeem };
}

const call = (token: unknown) =>
  world.fetch()(HELLO, { headers: { authorization: `Bearer ${String(token)}` } });

describe('simple-oauth2', () => {
  for (const [how, options] of [
    ['by header', { authorizationMethod: 'header' }],
    ['by body', { authorizationMethod: 'body' }],
  ] as const) {
    it(`connects, keeps, refreshes and narrows a token, ${how}`, async () => {
      const { client, token, redeem } = await connected(`code-${options.authorizationMethod}`, options);
      assert.equal(token.token.scope, 'read write');
      assert.equal(token.expired(), false);
      assert.ok(token.expired(3_601));
      assert.equal((await call(token.token.access_token)).status, 200);

      const kept = client.createToken(JSON.parse(JSON.stringify(token)));
      const refreshed = await kept.refresh({ scope: 'read' });
      assert.equal(refreshed.token.scope, 'read');
      assert.notEqual(refreshed.token.refresh_token, token.token.refresh_token);
      assert.equal((await call(refreshed.token.access_token)).status, 200);
      await assert.rejects(client.getToken(redeem), answered(400, 'invalid_grant'));
    });
  }

  it('revokes an access token alone, then all of it', async () => {
    const { token } = await connected('revokes');
    await token.revoke('access_token');
    assert.equal((await call(token.token.access_token)).status, 401);
    const refreshed = await token.refresh();
    assert.equal((await call(refreshed.token.access_token)).status, 200);
    await refreshed.revokeAll();
    assert.equal((await call(refreshed.token.access_token)).status, 401);
    await assert.rejects(refreshed.refresh(), answered(400, 'invalid_grant'));
  });

  it('gets a token of the client’s own, with a secret that has to be encoded', async () => {
    const client = new ClientCredentials(settings('web', secretOf('web')));
    const token = await client.getToken({ scope: 'read' });
    assert.equal(token.token.refresh_token, undefined);
    assert.equal((await call(token.token.access_token)).status, 200);

    // RFC 6749 section 2.3.1: both halves are form-encoded; the mode for servers that do not decode is refused.
    const loose = settings('web', secretOf('web'), { credentialsEncodingMode: 'loose' });
    const refused = new ClientCredentials(loose).getToken({ scope: 'read' });
    await assert.rejects(refused, answered(401, 'invalid_client'));
  });

  it('is refused the grant for passwords, which OAuth 2.1 has no more', async () => {
    const client = new ResourceOwnerPassword(settings('web', secretOf('web')));
    const asked = client.getToken({ username: EMAIL, password: PASSWORD, scope: 'read' });
    await assert.rejects(asked, answered(400, 'unsupported_grant_type'));
  });

  it('is refused JSON where forms belong', async () => {
    const client = new ClientCredentials(settings('web', secretOf('web'), { bodyFormat: 'json' }));
    await assert.rejects(client.getToken({ scope: 'read' }), answered(400, 'invalid_request'));
  });
});
