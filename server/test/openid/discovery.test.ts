import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFINITION, openSite } from '../pages/site.ts';
import { openWorld } from './world.ts';

describe('discovery', () => {
  it('says what OpenID Connect Discovery wants said, the same beside RFC 8414', async () => {
    const world = await openWorld({ definition: { signing: ['ES256', 'EdDSA'] } });
    try {
      const { issuer } = world.api.address;
      const { json, headers } = await world.send('GET', '/.well-known/openid-configuration');
      assert.equal(headers['content-type'], 'application/json');
      const other = await world.send('GET', '/.well-known/oauth-authorization-server');
      assert.deepEqual(other.json, json);
      const { origin } = new URL(String(json.authorization_endpoint));
      for (const [name, value] of Object.entries({
        issuer,
        userinfo_endpoint: `${issuer}/oauth/userinfo`,
        end_session_endpoint: `${origin}/oauth/logout`,
        response_types_supported: ['code'],
        subject_types_supported: ['public', 'pairwise'],
        id_token_signing_alg_values_supported: ['ES256', 'EdDSA', 'RS256'],
        userinfo_signing_alg_values_supported: ['ES256', 'EdDSA', 'RS256'],
        acr_values_supported: [
          'urn:latchkey:acr:password',
          'urn:latchkey:acr:two-step',
          'urn:latchkey:acr:passkey',
        ],
        claims_parameter_supported: true,
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
      })) {
        assert.deepEqual(json[name], value, name);
      }
      const scopes = json.scopes_supported as string[];
      for (const scope of ['openid', 'profile', 'email', 'offline_access']) assert.ok(scopes.includes(scope));
      const claims = json.claims_supported as string[];
      for (const claim of ['sub', 'name', 'email', 'email_verified', 'auth_time']) {
        assert.ok(claims.includes(claim), claim);
      }
      const { json: set } = await world.send('GET', '/.well-known/jwks.json');
      const keys = set.keys as Record<string, unknown>[];
      assert.deepEqual(keys.map(({ alg }) => alg).sort(), ['ES256', 'EdDSA', 'RS256']);
      assert.equal(new Set(keys.map(({ kid }) => kid)).size, 3);
      for (const key of keys)
        assert.equal(
          ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].some((part) => part in key),
          false,
        );
    } finally {
      await world.close();
    }
  });

  it('stands after the path of an issuer that has one', async () => {
    const world = await openWorld({ definition: { issuer: `${DEFINITION.issuer}/one` } });
    try {
      const { json } = await world.send('GET', '/one/.well-known/openid-configuration');
      assert.equal(json.issuer, world.api.address.issuer);
    } finally {
      await world.close();
    }
  });

  it('is not there, nor userinfo, nor the way out, where nobody can sign in', async () => {
    const site = await openSite();
    try {
      const browser = site.browser();
      for (const path of ['/.well-known/openid-configuration', '/oauth/userinfo', '/oauth/logout']) {
        assert.equal((await browser.get(path)).status, 404, path);
      }
      const { text } = await browser.get('/.well-known/oauth-authorization-server');
      assert.doesNotMatch(text, /userinfo|end_session|id_token|openid/);
    } finally {
      await site.close();
    }
  });
});
