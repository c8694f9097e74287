import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { importJWK } from 'jose';
import * as client from 'openid-client';
import { ClientId } from '../../../src/model/index.ts';
import { CALLBACK, type Site } from '../../pages/site.ts';
import { signedIn, type Visitor } from '../../pages/visitor.ts';
import { confidential, decide, KEY, openRequestSite, SECRET } from './rig.ts';

/* openid-client pushes, signs, and reads signed and posted answers, as its authors wrote it. */

const FOLDER = { type: 'folder', identifier: '42' };

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite({
    definition: {
      authorizationDetails: {
        folder: { title: 'Open a folder', schema: { properties: { identifier: {} } } },
      },
    },
    clients: [confidential('keyed', { jwks: { keys: [KEY.jwk] } })],
  });
  site.clock.turn(Date.now() - site.clock.now());
  ada = await signedIn(site);
});
after(() => site.close());

/** The library asks for host names that only this machine has; all of them are behind the one test server. */
const throughServer: client.CustomFetch = async (address, options) => {
  const { pathname, search } = new URL(address);
  const headers = Object.fromEntries(new Headers(options.headers));
  const form = [...new URLSearchParams(String(options.body ?? ''))] as [string, string][];
  const answer =
    options.method === 'POST'
      ? await site.browser().post(pathname + search, form, headers)
      : await site.browser().get(pathname + search, headers);
  const type = String(answer.headers['content-type'] ?? '');
  return new Response(answer.text, { status: answer.status, headers: { 'content-type': type } });
};

async function discovered(clientId: string): Promise<client.Configuration> {
  const config = await client.discovery(
    new URL(site.api.address.issuer),
    clientId,
    undefined,
    client.ClientSecretPost(SECRET),
    { algorithm: 'oauth2', execute: [client.allowInsecureRequests], [client.customFetch]: throughServer },
  );
  assert.ok(config.serverMetadata().pushed_authorization_request_endpoint);
  return config;
}

async function request(over: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const parameters = {
    redirect_uri: CALLBACK,
    scope: 'read',
    state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...over,
  };
  return { parameters, checks: { pkceCodeVerifier, expectedState } };
}

/** Returns the address to which the browser returns after the user has allowed it. */
async function allowed(url: URL): Promise<URL> {
  return new URL((await decide(ada, url.pathname + url.search)).location ?? '');
}

describe('openid-client', () => {
  it('pushes its request, with rich details', async () => {
    const config = await discovered('server');
    const { parameters, checks } = await request({ authorization_details: JSON.stringify([FOLDER]) });
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters);
    const tokens = await client.authorizationCodeGrant(config, await allowed(url), checks);
    assert.deepEqual(tokens.authorization_details, [FOLDER]);
  });

  it('signs its request, by the link and when it pushes it', async () => {
    await site.api.store.addClientSecret(
      { ...(await secretOf('server')), clientId: ClientId('keyed') },
      site.clock.now(),
      [],
    );
    const config = await discovered('keyed');
    const key = (await importJWK({ ...KEY.privateKey.export({ format: 'jwk' }) }, 'ES256')) as CryptoKey;
    for (const push of [false, true]) {
      const { parameters, checks } = await request();
      const signed = await client.buildAuthorizationUrlWithJAR(config, parameters, { key, kid: 'first' });
      const url = push ? await client.buildAuthorizationUrlWithPAR(config, signed.searchParams) : signed;
      const tokens = await client.authorizationCodeGrant(config, await allowed(url), checks);
      assert.equal(tokens.scope, 'read');
    }
  });

  it('reads a signed answer', async () => {
    const config = await discovered('server');
    client.useJwtResponseMode(config);
    const { parameters, checks } = await request();
    const url = client.buildAuthorizationUrl(config, parameters);
    assert.equal(url.searchParams.get('response_mode'), 'jwt');
    const answer = await allowed(url);
    assert.deepEqual([...answer.searchParams.keys()], ['response']);
    assert.equal((await client.authorizationCodeGrant(config, answer, checks)).scope, 'read');
  });

  it('reads a posted answer', async () => {
    const config = await discovered('server');
    const { parameters, checks } = await request({ response_mode: 'form_post' });
    const url = client.buildAuthorizationUrl(config, parameters);
    const page = await decide(ada, url.pathname + url.search);
    const body = new URLSearchParams({
      code: page.field('code'),
      state: page.field('state'),
      iss: page.field('iss'),
    });
    const posted = new Request(CALLBACK, { method: 'POST', body });
    assert.equal((await client.authorizationCodeGrant(config, posted, checks)).scope, 'read');
  });

  it('is told in its own words when a pushed request is refused', async () => {
    const config = await discovered('server');
    const { parameters } = await request({ scope: 'nope' });
    await assert.rejects(client.buildAuthorizationUrlWithPAR(config, parameters), { error: 'invalid_scope' });
  });
});

async function secretOf(id: string) {
  const known = await site.api.store.client(id, site.clock.now());
  const [secret] = known?.secrets ?? [];
  assert.ok(secret);
  return secret;
}
