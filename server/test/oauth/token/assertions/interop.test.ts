import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignJWT } from 'jose';
import * as client from 'openid-client';
import { ClientId } from '../../../../src/model/index.ts';
import { library } from '../../library.ts';
import type { Served } from '../../serve.ts';
import { partner, serveIssuers } from './issuers.ts';

let served: Served;
before(async () => {
  served = await serveIssuers();
  await served.consent({ clientId: ClientId('portal'), scopes: ['read'] });
});
after(() => served.close());

describe('openid-client with an assertion', () => {
  it('gets a token for a user who has allowed it before', async () => {
    const config = await library(served, 'portal');
    const now = Math.floor(served.api.clock.now() / 1_000);
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'partner-1' })
      .setIssuer('https://login.partner.example')
      .setSubject('usr_ann')
      .setAudience(config.serverMetadata().issuer)
      .setIssuedAt(now)
      .setExpirationTime(now + 60)
      .sign(partner.privateKey);
    const tokens = await client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:jwt-bearer', {
      assertion,
    });
    assert.equal(tokens.scope, 'read');
    assert.equal(tokens.refresh_token, undefined);
    const seen = await client.tokenIntrospection(config, tokens.access_token);
    assert.equal(seen.sub, 'usr_ann');
  });
});
