import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCOUNTS, API } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';

const get = (served: Served, path: string, host = ACCOUNTS) =>
  served.call({ method: 'GET', host, path, headers: {}, body: '' });

const PROVING = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'];
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256', 'HS256'];

describe('server metadata', () => {
  it('names what is there, and nothing else', async (t) => {
    const served = await serveOAuth();
    t.after(() => served.close());
    const { status, json } = await get(served, '/.well-known/oauth-authorization-server');
    assert.equal(status, 200);
    assert.deepEqual(json, {
      issuer: `https://${ACCOUNTS}`,
      authorization_endpoint: `https://${ACCOUNTS}/oauth/authorize`,
      token_endpoint: `https://${API}/oauth/token`,
      revocation_endpoint: `https://${ACCOUNTS}/oauth/revoke`,
      introspection_endpoint: `https://${ACCOUNTS}/oauth/introspect`,
      registration_endpoint: `https://${ACCOUNTS}/oauth/register`,
      jwks_uri: `https://${ACCOUNTS}/.well-known/jwks.json`,
      scopes_supported: ['read', 'write', 'read:cases', 'write:cases', 'read:payouts', 'offline_access'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post', 'jwt', 'query.jwt', 'form_post.jwt'],
      authorization_signing_alg_values_supported: ['ES256'],
      introspection_signing_alg_values_supported: ['ES256'],
      pushed_authorization_request_endpoint: `https://${ACCOUNTS}/oauth/par`,
      require_pushed_authorization_requests: false,
      request_parameter_supported: true,
      request_uri_parameter_supported: true,
      require_request_uri_registration: true,
      request_object_signing_alg_values_supported: ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'],
      token_endpoint_auth_methods_supported: [...PROVING, 'none'],
      token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
      revocation_endpoint_auth_methods_supported: [...PROVING, 'none'],
      revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
      introspection_endpoint_auth_methods_supported: PROVING,
      introspection_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
      authorization_response_iss_parameter_supported: true,
    });
    assert.equal((await get(served, '/.well-known/openid-configuration')).status, 404);
    assert.equal((await get(served, '/.well-known/oauth-authorization-server', API)).status, 404);
  });

  it('stands at the path-inserted URL of an issuer with a path', async (t) => {
    const served = await serveOAuth({ issuer: `https://${ACCOUNTS}/tenant/one`, registration: 'off' });
    t.after(() => served.close());
    const { json } = await get(served, '/.well-known/oauth-authorization-server/tenant/one');
    assert.equal(json.issuer, `https://${ACCOUNTS}/tenant/one`);
    assert.equal(json.registration_endpoint, undefined);
    assert.equal((await get(served, '/.well-known/oauth-authorization-server')).status, 404);
  });

  it('leads to public keys without their private parts', async (t) => {
    const served = await serveOAuth();
    t.after(() => served.close());
    const { json, headers } = await get(served, '/.well-known/jwks.json');
    assert.equal(headers['content-type'], 'application/jwk-set+json');
    const [key] = json.keys as Record<string, string>[];
    assert.ok(key?.kid);
    assert.equal(key.d, undefined);
  });
});
