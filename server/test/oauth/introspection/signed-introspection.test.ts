import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { prefers } from '../../../src/http/accept.ts';
import { ACCOUNTS, NOW } from '../acme.ts';
import { by, type Reply, redeeming, type Served, serveOAuth } from '../serve.ts';

const JWT = 'application/token-introspection+jwt';

let served: Served;
beforeEach(async () => {
  served = await serveOAuth({ signing: ['ES256', 'EdDSA'], registration: 'open' });
});
afterEach(() => served.close());

const get = (path: string) =>
  served.call({ method: 'GET', host: ACCOUNTS, path, headers: {}, body: '' }).then(({ json }) => json);

async function connect(): Promise<string> {
  const { json } = await served.post(redeeming(await served.consent()));
  return String(json.access_token);
}

const ask = (token: string, accept?: string, clientId = 'web') =>
  served.post(
    { token, ...by(clientId) },
    { path: '/oauth/introspect', headers: accept === undefined ? {} : { accept } },
  );

/** Verifies the answer as its recipient would, by the keys in the metadata. */
async function verified(reply: Reply, audience = 'web') {
  const metadata = await get('/.well-known/oauth-authorization-server');
  const jwks = await get(new URL(String(metadata.jwks_uri)).pathname);
  return jwtVerify(reply.text, createLocalJWKSet(jwks as unknown as JSONWebKeySet), {
    issuer: `https://${ACCOUNTS}`,
    audience,
    typ: 'token-introspection+jwt',
    algorithms: metadata.introspection_signing_alg_values_supported as string[],
    currentDate: new Date(NOW),
  });
}

describe('introspection as a JWT', () => {
  it('says the same as JSON, signed, for the client that asked', async () => {
    const token = await connect();
    const plain = await ask(token);
    const reply = await ask(token, JWT);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], JWT);
    assert.equal(reply.headers['cache-control'], 'no-store');
    const { payload } = await verified(reply);
    assert.equal(plain.json.active, true);
    assert.deepEqual(payload, {
      iss: `https://${ACCOUNTS}`,
      aud: 'web',
      iat: NOW / 1000,
      token_introspection: plain.json,
    });
  });

  it('tells strangers that the token is not active, and nothing else', async () => {
    const token = await connect();
    for (const asked of [token, 'nonsense']) {
      const { payload } = await verified(await ask(asked, JWT, 'other'), 'other');
      assert.deepEqual(payload.token_introspection, { active: false });
    }
  });

  it('refuses in JSON a client that does not authenticate', async () => {
    const over = { path: '/oauth/introspect', headers: { accept: JWT } };
    const reply = await served.post({ token: 'nonsense', client_id: 'spa' }, over);
    assert.deepEqual([reply.status, reply.json.error], [401, 'invalid_client']);
  });

  it('is not sent to a client that did not ask for it, or gives JSON the same weight', async () => {
    const token = await connect();
    for (const accept of [undefined, '*/*', 'application/json', `${JWT};q=0`, `${JWT}, application/json`]) {
      const reply = await ask(token, accept);
      assert.equal(reply.headers['content-type'], 'application/json', accept);
      assert.equal(reply.json.active, true);
    }
    assert.equal((await ask(token, `${JWT}, */*;q=0.1`)).headers['content-type'], JWT);
  });

  it('is signed by the algorithm that the client registered', async () => {
    const register = (alg: string) =>
      served.call({
        method: 'POST',
        host: ACCOUNTS,
        path: '/oauth/register',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          redirect_uris: ['https://tool.example/callback'],
          token_endpoint_auth_method: 'client_secret_post',
          introspection_signed_response_alg: alg,
        }),
      });
    const { status, json } = await register('EdDSA');
    assert.deepEqual([status, json.introspection_signed_response_alg], [201, 'EdDSA']);
    const form = {
      token: 'nonsense',
      client_id: String(json.client_id),
      client_secret: String(json.client_secret),
    };
    const reply = await served.post(form, { path: '/oauth/introspect', headers: { accept: JWT } });
    await verified(reply, form.client_id);
    assert.equal(decodeProtectedHeader(reply.text).alg, 'EdDSA');
    assert.equal(decodeProtectedHeader((await ask('nonsense', JWT)).text).alg, 'ES256');

    const refusal = await register('HS256');
    assert.deepEqual([refusal.status, refusal.json.error], [400, 'invalid_client_metadata']);
  });
});

describe('the preference in Accept', () => {
  for (const [accept, special] of [
    ['text/special', true],
    ['TEXT/Special; q=1', true],
    ['text/special, */*', true],
    ['text/special;q=0.5, text/*', false],
    ['text/special;q=0.5, text/*;q=0.1, */*', true],
    ['text/usual;q=0.5, text/special;q=0.6', true],
    ['text/usual, text/special;q=0.6', false],
    ['text/special;q=x', false],
    ['', false],
  ] as const) {
    it(`${JSON.stringify(accept)}: the ${special ? 'special' : 'usual'} type`, () => {
      assert.equal(prefers(accept, 'text/special', 'text/usual'), special);
    });
  }
});
