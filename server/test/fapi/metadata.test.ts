import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ACCOUNTS, API } from '../interop/world.ts';
import { type Bank, openBank } from './bank.ts';

/* The FAPI 2.0 plan's checks of the server's metadata. */

/** FAPI 2.0 section 5.4.1. */
const ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];
const METHODS = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];

describe('the metadata of an API with the profile fapi2', () => {
  let bank: Bank;
  let metadata: Record<string, unknown>;
  before(async () => {
    bank = await openBank();
    metadata = await read('/.well-known/oauth-authorization-server');
  });
  after(() => bank.close());

  async function read(path: string): Promise<Record<string, unknown>> {
    const reply = await bank.world.call({ host: ACCOUNTS, path, plain: true });
    assert.equal(reply.status, 200);
    assert.match(String(reply.headers['content-type']), /^application\/json/);
    return reply.json;
  }

  it('is the same for OAuth and for OpenID Connect', async () => {
    assert.deepEqual(await read('/.well-known/openid-configuration'), metadata);
    assert.equal(metadata.issuer, `https://${ACCOUNTS}`);
  });

  it('says what requests have to be like', () => {
    assert.deepEqual(metadata.response_types_supported, ['code']);
    assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
    assert.equal(metadata.require_pushed_authorization_requests, true);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.equal(metadata.tls_client_certificate_bound_access_tokens, true);
    const grants = metadata.grant_types_supported as string[];
    for (const grant of ['authorization_code', 'refresh_token']) assert.ok(grants.includes(grant), grant);
  });

  it('names no algorithm and no method that the profile forbids', () => {
    let judged = 0;
    for (const [name, value] of Object.entries(metadata)) {
      if (!Array.isArray(value)) continue;
      if (name.endsWith('_signing_alg_values_supported')) {
        judged++;
        assert.ok(value.length > 0, name);
        assert.deepEqual(
          value.filter((each) => !ALGORITHMS.includes(each)),
          [],
          name,
        );
      }
      if (name.endsWith('_auth_methods_supported')) {
        judged++;
        assert.ok(value.length > 0, name);
        assert.deepEqual(
          value.filter((each) => !METHODS.includes(each)),
          [],
          name,
        );
      }
    }
    assert.ok(judged > 5);
  });

  it('names for certificates only endpoints that clients call themselves', () => {
    const aliases = Object.entries(metadata.mtls_endpoint_aliases as Record<string, string>);
    assert.ok(aliases.length > 2);
    for (const [name, url] of aliases) {
      assert.match(name, /_endpoint$/);
      assert.notEqual(name, 'authorization_endpoint');
      assert.ok(name in metadata, name);
      assert.equal(new URL(url).pathname, new URL(String(metadata[name])).pathname);
      assert.ok(![ACCOUNTS, API].includes(new URL(url).hostname));
    }
  });
});
