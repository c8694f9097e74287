import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientId, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { readToken } from '../../../src/tokens/format.ts';
import { API, CALLBACK, SANDBOX, secretOf } from '../acme.ts';
import { basic, by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

const refusals = async (form: Record<string, string>, status: number, error: string) => {
  const reply = await served.post(form);
  assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
  assert.equal(reply.headers['cache-control'], 'no-store');
  return reply;
};

describe('a code', () => {
  it('becomes an access and a refresh token', async () => {
    const reply = await served.post(redeeming(await served.consent({ scopes: ['read', 'write'] })));
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.headers.pragma, 'no-cache');
    assert.deepEqual(Object.keys(reply.json).sort(), [
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    assert.equal(reply.json.token_type, 'Bearer');
    assert.equal(reply.json.expires_in, 3600);
    assert.equal(reply.json.scope, 'read write');
    assert.deepEqual(readToken(String(reply.json.access_token)), { prefix: 'lka', mode: 'live' });
    assert.deepEqual(readToken(String(reply.json.refresh_token)), { prefix: 'lkr', mode: 'live' });
  });

  it('tells a platform which connected account and tenant it is for', async () => {
    const code = await served.consent({ clientId: ClientId('platform') });
    const reply = await served.post(redeeming(code, { client_id: 'platform' }));
    assert.match(String(reply.json.connected_account_id), /^conn_[0-9A-Za-z]{22}$/);
    assert.equal(reply.json.organisation_id, 'org_a');
    assert.match(String(reply.json.access_token), /^pca_/);
    assert.match(String(reply.json.refresh_token), /^pcr_/);
  });

  it('keeps the mode of its client, whichever domain is asked', async () => {
    for (const host of [API, SANDBOX]) {
      const code = await served.consent({ clientId: ClientId('sandboxed') });
      const reply = await served.post(redeeming(code, { client_id: 'sandboxed' }), { host });
      assert.match(String(reply.json.access_token), /^pca_test_/);
      assert.match(String(reply.json.refresh_token), /^pcr_test_/);
    }
  });

  it('comes without a refresh token for a client that may not refresh', async () => {
    const code = await served.consent({ clientId: ClientId('codes-only') });
    const reply = await served.post(redeeming(code, { client_id: 'codes-only' }));
    assert.equal(reply.status, 200);
    assert.equal(reply.json.refresh_token, undefined);
  });

  it('is not burned by a wrong verifier, client, secret or redirect URI', async () => {
    const code = await served.consent();
    await refusals(redeeming(code, { code_verifier: 'x'.repeat(43) }), 400, 'invalid_grant');
    await refusals(redeeming(code, { code_verifier: 'x'.repeat(42) }), 400, 'invalid_grant');
    await refusals(redeeming(code, { code_verifier: '' }), 400, 'invalid_grant');
    await refusals(redeeming(code, { client_id: 'other' }), 400, 'invalid_grant');
    await refusals(redeeming(code, { client_secret: 'guess' }), 401, 'invalid_client');
    await refusals(redeeming(code, { redirect_uri: `${CALLBACK}/` }), 400, 'invalid_grant');
    await refusals(redeeming(code, { resource: 'https://elsewhere.example' }), 400, 'invalid_target');
    assert.equal((await served.post(redeeming(code))).status, 200);
  });

  it('needs no redirect URI beside a verifier, but one that is sent must match', async () => {
    const reply = await served.post(redeeming(await served.consent(), { redirect_uri: '' }));
    assert.equal(reply.status, 200, reply.text);
  });

  it('without a challenge takes no verifier, and wants its redirect URI repeated', async () => {
    const code = await served.consent({ codeChallenge: null });
    await refusals(redeeming(code), 400, 'invalid_grant');
    await refusals(redeeming(code, { code_verifier: '', redirect_uri: '' }), 400, 'invalid_grant');
    assert.equal((await served.post(redeeming(code, { code_verifier: '' }))).status, 200);
  });

  it('asked for without a redirect URI needs none, and accepts only the registered one', async () => {
    const code = await served.consent({ codeChallenge: null, redirectUri: null });
    const bare = { code_verifier: '' };
    await refusals(redeeming(code, { ...bare, redirect_uri: 'https://evil.example/' }), 400, 'invalid_grant');
    assert.equal((await served.post(redeeming(code, { ...bare, redirect_uri: '' }))).status, 200);
  });

  it('expires, and expired is refused', async () => {
    const expiring = await serveOAuth();
    const code = await expiring.consent();
    expiring.later(60_000);
    const reply = await expiring.post(redeeming(code));
    assert.equal(reply.json.error, 'invalid_grant');
    await expiring.close();
  });

  it('that comes twice ends what the first time gave', async () => {
    const code = await served.consent();
    const first = await served.post(redeeming(code));
    await refusals(redeeming(code), 400, 'invalid_grant');
    await refusals(
      { grant_type: 'refresh_token', refresh_token: String(first.json.refresh_token), ...by('web') },
      400,
      'invalid_grant',
    );
    const asked = await served.post(
      { token: String(first.json.access_token), ...by('web') },
      { path: '/oauth/introspect' },
    );
    assert.deepEqual(asked.json, { active: false });
    const [replay] = await served.rows('code.replayed');
    assert.equal(replay?.clientId, 'web');
    assert.equal(replay?.tenantId, 'org_a');
  });

  it('that comes twice while its grant is suspended ends the family all the same', async () => {
    const code = await served.consent({ clientId: ClientId('platform') });
    const { json } = await served.post(redeeming(code, { client_id: 'platform' }));
    const grant = await served.api.store.grantFor(ClientId('platform'), UserId('usr_ann'), TenantId('org_a'));
    const change = {
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      now: served.api.clock.now(),
      audit: [],
    };
    await served.api.store.suspendGrant({ ...change, suspended: true });
    await refusals(redeeming(code, { client_id: 'platform' }), 400, 'invalid_grant');
    await served.api.store.suspendGrant({ ...change, suspended: false });
    const refresh_token = String(json.refresh_token);
    await refusals({ grant_type: 'refresh_token', refresh_token, ...by('platform') }, 400, 'invalid_grant');
  });

  it('dies with the grant and with the membership behind it', async () => {
    const code = await served.consent({ clientId: ClientId('other') });
    const grant = await served.api.store.grantFor(ClientId('other'), UserId('usr_ann'), TenantId('org_a'));
    const change = {
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      now: served.api.clock.now(),
      audit: [],
    };
    await served.api.store.suspendGrant({ ...change, suspended: true });
    const suspended = await refusals(redeeming(code, { client_id: 'other' }), 400, 'invalid_grant');
    assert.match(String(suspended.json.error_description), /suspended/);
    await served.api.store.revokeGrant(change);
    const revoked = await refusals(redeeming(code, { client_id: 'other' }), 400, 'invalid_grant');
    assert.match(String(revoked.json.error_description), /revoked/);

    const stranger = await served.consent({ userId: UserId('usr_ben') });
    const left = await refusals(redeeming(stranger), 400, 'invalid_grant');
    assert.match(String(left.json.error_description), /no longer belongs/);
  });

  it('gives an access token for some of its resources, and no others', async () => {
    const resource = `https://${API}`;
    const code = await served.consent({ audience: [resource] });
    await refusals(redeeming(code, { resource: `https://${SANDBOX}` }), 400, 'invalid_target');
    assert.equal((await served.post(redeeming(code, { resource: `${resource}/` }))).status, 200);
  });

  it('is redeemed with Basic as well', async () => {
    const { client_id: _id, client_secret: _secret, ...form } = redeeming(await served.consent());
    const reply = await served.post(form, { headers: basic('web', secretOf('web')) });
    assert.equal(reply.status, 200, reply.text);
  });

  it('leaves a row for each refusal, with its inner reason and nothing secret', async () => {
    const code = await served.consent();
    await served.post(redeeming(code, { code_verifier: 'y'.repeat(50) }));
    const [row] = await served.rows('token.refused');
    assert.equal(row?.code, 'verifier_wrong');
    assert.equal(row?.clientId, 'web');
    assert.equal(row?.tenantId, 'org_a');
    const text = JSON.stringify(await served.rows('token.refused'));
    for (const secret of [code, 'y'.repeat(50), secretOf('web')]) assert.ok(!text.includes(secret));
  });
});
