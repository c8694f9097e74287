import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { CALLBACK } from '../pages/site.ts';
import { follow, openWorld, SECRET, SIGNED_OUT_AT, through, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
  // The library has a clock of its own.
  world.clock.turn(Date.now() - world.clock.now());
});
after(() => world.close());

describe('openid-client', () => {
  it('proves the key that its tokens are bound to, at userinfo as well', async () => {
    const auth = client.ClientSecretBasic(SECRET);
    const config = await client.discovery(new URL(world.api.address.issuer), 'rp', undefined, auth, {
      [client.customFetch]: through(world),
      execute: [client.allowInsecureRequests],
    });
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid email',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const answer = await follow(world, world.browser(), url.pathname + url.search);
    const checks = { pkceCodeVerifier, idTokenExpected: true };
    const { access_token } = await client.authorizationCodeGrant(
      config,
      new URL(answer.location ?? ''),
      checks,
      {},
      { DPoP },
    );
    const info = await client.fetchUserInfo(config, access_token, 'ada', { DPoP });
    assert.equal(info.email, 'ada@harbour.example');
    const stolen = await world.send('GET', '/oauth/userinfo', { authorization: `Bearer ${access_token}` });
    assert.equal(stolen.status, 401);
    assert.match(String(stolen.headers['www-authenticate']), /^DPoP .*error="invalid_token"/);
    const unproved = await world.send('GET', '/oauth/userinfo', { authorization: `DPoP ${access_token}` });
    assert.match(String(unproved.headers['www-authenticate']), /error="invalid_dpop_proof"/);
  });

  for (const [how, auth] of [
    ['Basic', client.ClientSecretBasic(SECRET)],
    ['post', client.ClientSecretPost(SECRET)],
  ] as const) {
    it(`discovers, signs in, asks for userinfo, refreshes and signs out, by ${how}`, async () => {
      const config = await client.discovery(new URL(world.api.address.issuer), 'rp', undefined, auth, {
        [client.customFetch]: through(world),
        execute: [client.allowInsecureRequests],
      });
      client.enableNonRepudiationChecks(config);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: 'openid profile email offline_access',
        state: expectedState,
        nonce: expectedNonce,
        max_age: '3600',
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      });
      const browser = world.browser();
      const answer = await follow(world, browser, url.pathname + url.search);
      const tokens = await client.authorizationCodeGrant(config, new URL(answer.location ?? ''), {
        pkceCodeVerifier,
        expectedState,
        expectedNonce,
        maxAge: 3600,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      assert.equal(claims?.sub, 'ada');
      assert.equal(claims.aud, 'rp');

      const info = await client.fetchUserInfo(config, tokens.access_token, 'ada');
      assert.equal(info.name, 'Ada Lovelace');
      assert.equal(info.email, 'ada@harbour.example');
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.equal(refreshed.claims()?.sub, 'ada');
      assert.equal(refreshed.claims()?.auth_time, claims.auth_time);
      assert.equal(refreshed.claims()?.nonce, undefined);

      const out = client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: SIGNED_OUT_AT,
        state: 'bye',
      });
      const gone = await browser.get(out.pathname + out.search);
      assert.equal(gone.location, `${SIGNED_OUT_AT}?state=bye`);
      const again = new URL(url);
      again.searchParams.set('prompt', 'none');
      const refused = await browser.get(again.pathname + again.search);
      assert.equal(new URL(refused.location ?? '').searchParams.get('error'), 'login_required');
    });
  }
});
