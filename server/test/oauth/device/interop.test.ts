import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import type { Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import { decide, openTelevisionSite, SECRET } from './television.ts';

let site: Site;
before(async () => {
  site = await openTelevisionSite();
});
after(() => site.close());

/** The library asks for names below `localhost`; not every resolver knows that they are this machine. */
function throughThisMachine(whilePending: () => Promise<unknown>): client.CustomFetch {
  return async (address, options) => {
    const url = new URL(address);
    url.hostname = '127.0.0.1';
    const answer = await fetch(url, options as RequestInit);
    const { error } = (await answer.clone().json()) as { error?: string };
    // The user decides after the device has asked in vain, and before it asks again.
    if (error === 'authorization_pending') await whilePending();
    return answer;
  };
}

async function discover(
  id: string,
  auth: client.ClientAuth,
  whilePending: () => Promise<unknown>,
): Promise<client.Configuration> {
  return client.discovery(new URL(site.api.address.issuer), id, undefined, auth, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
    [client.customFetch]: throughThisMachine(whilePending),
  });
}

describe('openid-client on a device', () => {
  for (const [id, auth] of [
    ['tv', client.None()],
    ['shop-sign', client.ClientSecretBasic(SECRET)],
  ] as const) {
    it(`shows a code, waits while the user decides, and is connected: ${id}`, async () => {
      const user = await signedIn(site);
      const config = await discover(id, auth, () => decide(user, codes.user_code, 'allow'));
      const codes = await client.initiateDeviceAuthorization(config, { scope: 'read' });
      assert.equal(codes.verification_uri, `${site.origin}/device`);
      // The test has no time to wait; a device leaves the interval as it is.
      const hurried = { ...codes, interval: 0 };
      const tokens = await client.pollDeviceAuthorizationGrant(config, hurried);
      assert.equal(tokens.scope, 'read');
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.ok(refreshed.access_token);
    });
  }

  it('is told when its user refuses', async () => {
    const user = await signedIn(site);
    const config = await discover('tv', client.None(), () => decide(user, codes.user_code, 'deny'));
    const codes = await client.initiateDeviceAuthorization(config, { scope: 'read' });
    const waiting = client.pollDeviceAuthorizationGrant(config, { ...codes, interval: 0 });
    await assert.rejects(waiting, { error: 'access_denied' });
  });
});
