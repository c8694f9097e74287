import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCOUNTS } from '../acme.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { KEY } from './rig.ts';

/* Metadata of a self-registered client about its requests and their answers. */

let served: Served;
before(async () => {
  served = await serveOAuth({
    registration: 'open',
    authorizationDetails: { folder: { title: 'Open a folder', schema: {} } },
  });
});
after(() => served.close());

const { kty, crv, x, y, kid } = KEY.jwk;
const jwks = { keys: [{ kty, crv, x, y, kid }] };

function register(metadata: Record<string, unknown>) {
  return served.call({
    method: 'POST',
    host: ACCOUNTS,
    path: '/oauth/register',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: ['https://agent.example/callback'], ...metadata }),
  });
}

describe('a registration', () => {
  it('keeps what a client demands of its own requests, and tells it back', async () => {
    const wanted = {
      require_pushed_authorization_requests: true,
      require_signed_request_object: true,
      request_object_signing_alg: 'ES256',
      request_uris: ['https://agent.example/request'],
      authorization_signed_response_alg: 'ES256',
      authorization_details_types: ['folder'],
    };
    const { status, json, text } = await register({ jwks, ...wanted });
    assert.equal(status, 201, text);
    const told = Object.fromEntries(Object.keys(wanted).map((name) => [name, json[name]]));
    assert.deepEqual(told, wanted);
    const stored = await served.api.store.client(String(json.client_id), served.api.clock.now());
    assert.deepEqual(stored?.client.settings, {
      jwks,
      requiresPushedRequests: true,
      requiresSignedRequests: true,
      requestObjectAlgorithm: 'ES256',
      requestUris: ['https://agent.example/request'],
      responseAlgorithm: 'ES256',
      authorizationDetailsTypes: ['folder'],
    });
  });

  it('passes over types of details that are not known here', async () => {
    const { json } = await register({ authorization_details_types: ['folder', 'payment'] });
    assert.deepEqual(json.authorization_details_types, ['folder']);
  });

  for (const [what, metadata] of [
    ['unsigned request objects', { jwks, request_object_signing_alg: 'none' }],
    ['request objects signed with a secret', { jwks, request_object_signing_alg: 'HS256' }],
    ['signed requests without keys', { require_signed_request_object: true }],
    ['requests by reference without keys', { request_uris: ['https://agent.example/request'] }],
    ['a reference without TLS', { jwks, request_uris: ['http://agent.example/request'] }],
    ['a reference into a file', { jwks, request_uris: ['file:///etc/passwd'] }],
    ['answers signed with what there is no key for', { authorization_signed_response_alg: 'RS256' }],
    ['unsigned answers by that name', { authorization_signed_response_alg: 'none' }],
    ['encrypted answers', { authorization_encrypted_response_alg: 'RSA-OAEP' }],
    ['encrypted requests', { jwks, request_object_encryption_alg: 'RSA-OAEP' }],
    ['a wish that is no yes or no', { require_pushed_authorization_requests: 'yes' }],
  ] as const) {
    it(`for ${what} is refused`, async () => {
      const { status, json } = await register(metadata);
      assert.equal(status, 400);
      assert.equal(json.error, 'invalid_client_metadata');
      assert.equal(json.client_id, undefined);
    });
  }
});
