import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { ClientId } from '../../../src/model/index.ts';
import { ACCOUNTS, API } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({ tokens: { plain: 'jwt' } });
});
after(() => served.close());

async function keySet() {
  const jwks = await served.call({
    method: 'GET',
    host: ACCOUNTS,
    path: '/.well-known/jwks.json',
    headers: {},
    body: '',
  });
  return createLocalJWKSet(jwks.json as unknown as JSONWebKeySet);
}

describe('a JWT access token', () => {
  it('verifies against the published keys and has the claims of RFC 9068', async () => {
    const { json } = await served.post(redeeming(await served.consent()));
    const verified = await jwtVerify(String(json.access_token), await keySet(), {
      issuer: `https://${ACCOUNTS}`,
      audience: `https://${API}`,
      typ: 'at+jwt',
      currentDate: new Date(served.api.clock.now()),
    });
    const { payload } = verified;
    assert.equal(payload.sub, 'usr_ann');
    assert.equal(payload.client_id, 'web');
    assert.equal(payload.scope, 'read');
    assert.equal(payload.organisation_id, 'org_a');
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 3600);
  });

  it('is for the resource that was asked for', async () => {
    const code = await served.consent({ audience: ['https://sandbox.acme.test'] });
    const { json } = await served.post(redeeming(code));
    const payload = JSON.parse(
      Buffer.from(String(json.access_token).split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    assert.deepEqual(payload.aud, ['https://sandbox.acme.test']);
  });

  it('is given to a client that belongs to a tenant, and never to a platform', async () => {
    const code = await served.consent({ clientId: ClientId('platform') });
    const connected = await served.post(redeeming(code, { client_id: 'platform' }));
    assert.match(String(connected.json.access_token), /^pca_/);
    const ask = async (id: string) => {
      const form = { grant_type: 'client_credentials', scope: 'read', ...by(id) };
      return String((await served.post(form)).json.access_token);
    };
    const { payload } = await jwtVerify(await ask('web'), await keySet(), {
      typ: 'at+jwt',
      currentDate: new Date(served.api.clock.now()),
    });
    assert.deepEqual([payload.sub, payload.client_id, payload.organisation_id], ['web', 'web', 'org_a']);
    for (const id of ['platform', 'registered']) assert.match(await ask(id), /^lkc_/, id);
  });

  it('can be revoked before it expires', async () => {
    const { json } = await served.post(redeeming(await served.consent()));
    const token = String(json.access_token);
    const ask = () => served.post({ token, ...by('web') }, { path: '/oauth/introspect' });
    assert.equal((await ask()).json.active, true);
    assert.equal((await served.post({ token, ...by('web') }, { path: '/oauth/revoke' })).status, 200);
    assert.deepEqual((await ask()).json, { active: false });
  });
});
