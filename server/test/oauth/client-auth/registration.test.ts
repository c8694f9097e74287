import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCOUNTS } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { asserting, claimsFor, hmacBy, newKey, signedBy } from './signer.ts';

const key = newKey('ES256', 'mine');
const jwks = { keys: [key.jwk] };

let served: Served;
before(async () => {
  served = await serveOAuth({ registration: 'open', deviceAuthorization: true });
});
after(() => served.close());

const register = (metadata: object) =>
  served.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: ['https://app.example/cb'], ...metadata }),
  });

/** A request that fails for its code alone has authenticated its client. */
const redeem = (form: Record<string, string>) =>
  served.post({ grant_type: 'authorization_code', code: 'nonsense', ...form });

describe('registering a way to prove oneself', () => {
  it('takes private_key_jwt with keys, and lets the client in by them at every endpoint', async () => {
    const made = await register({
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks,
    });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.client_secret, undefined);
    assert.equal(made.json.token_endpoint_auth_signing_alg, 'ES256');
    assert.deepEqual(made.json.jwks, jwks);
    const id = String(made.json.client_id);
    const proof = () => asserting(signedBy(key, claimsFor(served, id)));
    assert.equal((await redeem(proof())).json.error, 'invalid_grant');
    const at = (path: string, form: Record<string, string>) =>
      served.post({ ...form, ...proof() }, { path, host: ACCOUNTS });
    assert.deepEqual((await at('/oauth/introspect', { token: 'x' })).json, { active: false });
    assert.equal((await at('/oauth/revoke', { token: 'x' })).status, 200);
    const pushed = await at('/oauth/par', {
      response_type: 'code',
      redirect_uri: 'https://app.example/cb',
      scope: 'read',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    assert.equal(pushed.status, 201, pushed.text);
    const device = await at('/oauth/device', { scope: 'read' });
    assert.equal(device.json.error, 'unauthorized_client', device.text);
    for (const path of ['/oauth/introspect', '/oauth/revoke', '/oauth/par', '/oauth/device']) {
      const replay = proof();
      await served.post({ token: 'x', ...replay }, { path: '/oauth/revoke', host: ACCOUNTS });
      const reply = await served.post({ token: 'x', ...replay }, { path, host: ACCOUNTS });
      assert.deepEqual([reply.status, reply.json.error], [401, 'invalid_client'], path);
      assert.match(String(reply.json.error_description), /used before/);
    }
  });

  it('gives a client of client_secret_jwt a secret to sign with', async () => {
    const made = await register({ token_endpoint_auth_method: 'client_secret_jwt' });
    assert.equal(made.status, 201, made.text);
    const { client_id: id, client_secret: secret } = made.json;
    const proof = asserting(hmacBy(String(secret), claimsFor(served, String(id))));
    assert.equal((await redeem(proof)).json.error, 'invalid_grant');
    const plain = await redeem({ client_id: String(id), client_secret: String(secret) });
    assert.equal(plain.json.error, 'invalid_client');
  });

  const { d, ...bare } = { d: 'AAAA', ...key.jwk };
  for (const [what, metadata] of [
    ['private_key_jwt without keys', { token_endpoint_auth_method: 'private_key_jwt' }],
    ['jwks and jwks_uri', { jwks, jwks_uri: 'https://app.example/jwks' }],
    ['a private key', { jwks: { keys: [{ ...bare, d }] } }],
    ['a symmetric key', { jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }],
    ['a broken key', { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }] } }],
    ['no key that is understood', { jwks: { keys: [{ kty: 'other' }] } }],
    ['no keys', { jwks: { keys: [] } }],
    ['keys in another form', { jwks: [key.jwk] }],
    ['jwks_uri over http', { jwks_uri: 'http://app.example/jwks' }],
    ['jwks_uri on this machine over http', { jwks_uri: 'http://localhost/jwks' }],
    ['jwks_uri with a password', { jwks_uri: 'https://a:b@app.example/jwks' }],
    ['jwks_uri that is none', { jwks_uri: 'jwks' }],
    [
      'alg none',
      { token_endpoint_auth_method: 'private_key_jwt', jwks, token_endpoint_auth_signing_alg: 'none' },
    ],
    [
      'HMAC for keys',
      { token_endpoint_auth_method: 'private_key_jwt', jwks, token_endpoint_auth_signing_alg: 'HS256' },
    ],
    [
      'a key algorithm for a secret',
      { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'ES256' },
    ],
    ['a method that is not offered', { token_endpoint_auth_method: 'tls_client_auth' }],
    ['an unknown method', { token_endpoint_auth_method: 'magic' }],
    ['bound tokens that are not offered', { tls_client_certificate_bound_access_tokens: true }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const reply = await register(metadata);
      assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_client_metadata'], reply.text);
      assert.equal(reply.headers['cache-control'], 'no-store');
    });
  }
});

describe('registering a certificate', () => {
  it('takes exactly one readable name for tls_client_auth', async () => {
    const { certify, CN } = await import('./certificates.ts');
    const authority = certify(Date.now(), { subject: [[CN, 'CA']], authority: true });
    const offering = await serveOAuth({
      registration: 'open',
      clientCertificates: { from: 'tls', authorities: authority.pem },
    });
    const statusOf = async (metadata: object) => {
      const reply = await offering.call({
        method: 'POST',
        host: ACCOUNTS,
        path: '/oauth/register',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          redirect_uris: ['https://app.example/cb'],
          token_endpoint_auth_method: 'tls_client_auth',
          ...metadata,
        }),
      });
      return reply.status;
    };
    const outcomes = [
      await statusOf({ tls_client_auth_subject_dn: 'CN=one,O=Bank' }),
      await statusOf({ tls_client_auth_san_ip: '2001:db8::7' }),
      await statusOf({}),
      await statusOf({ tls_client_auth_san_dns: 'a.example', tls_client_auth_san_uri: 'https://a.example' }),
      await statusOf({ tls_client_auth_subject_dn: 'one' }),
      await statusOf({ tls_client_auth_san_ip: 'one' }),
    ];
    await offering.close();
    assert.deepEqual(outcomes, [201, 201, 400, 400, 400, 400]);
  });
});
