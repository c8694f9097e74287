import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { SECOND } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { type Client, ClientId, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { resourceServerId } from '../../../src/rules/scope/resource.ts';
import { newClientSecret } from '../../../src/tokens/client-secret.ts';
import { newToken, storedHash } from '../../../src/tokens/format.ts';
import { ACCOUNTS, API, client, HOUR, NOW } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
beforeEach(async () => {
  served = await serveOAuth();
});
afterEach(() => served.close());

async function connect(clientId = ClientId('web'), over = {}) {
  const code = await served.consent({ clientId: ClientId(clientId), ...over });
  const { json } = await served.post(redeeming(code, { client_id: clientId }));
  return { access: String(json.access_token), refresh: String(json.refresh_token) };
}

const ask = (token: string, clientId = ClientId('web')) =>
  served.post({ token, ...by(clientId) }, { path: '/oauth/introspect' });

describe('introspection', () => {
  it('describes an access token to the client that has it', async () => {
    const reply = await ask((await connect()).access);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.deepEqual(reply.json, {
      active: true,
      token_type: 'Bearer',
      scope: 'read',
      client_id: 'web',
      sub: 'usr_ann',
      aud: `https://${API}`,
      iss: `https://${ACCOUNTS}`,
      iat: NOW / 1000,
      exp: NOW / 1000 + 3600,
      organisation_id: 'org_a',
    });
  });

  it('describes a refresh token until it is used', async () => {
    const { refresh } = await connect(ClientId('platform'));
    const { json } = await ask(refresh, ClientId('platform'));
    assert.equal(json.active, true);
    assert.match(String(json.connected_account_id), /^conn_/);
    const form = { grant_type: 'refresh_token', refresh_token: refresh, ...by('platform') };
    await served.post(form);
    assert.deepEqual((await ask(refresh, ClientId('platform'))).json, { active: false });
  });

  it('tells another client nothing, and nobody anything about no token', async () => {
    const { access, refresh } = await connect();
    for (const token of [access, refresh, 'nonsense']) {
      const reply = await ask(token, ClientId('other'));
      assert.equal(reply.status, 200);
      assert.deepEqual(reply.json, { active: false });
    }
  });

  it('describes to a resource that is not ours the tokens that were issued for it, and nothing else', async () => {
    const files = 'https://files.example/api';
    const add = async (identifier: string, mode: Client['mode'] = 'live') => {
      const id = resourceServerId(identifier);
      const settings = { resourceServer: identifier };
      const resource = client(id, {
        grantTypes: [],
        scopes: [],
        redirectUris: [],
        tenantId: null,
        mode,
        settings,
      });
      const { secret, record } = newClientSecret(served.api, resource, NOW);
      await served.api.store.createClient(resource, record, []);
      return (token: string) =>
        served.post({ token, client_id: id, client_secret: secret }, { path: '/oauth/introspect' });
    };
    const asFiles = await add(files);
    const asOther = await add('https://other.example');
    await add('https://sandbox-only.example', 'sandbox');

    const own = { grant_type: 'client_credentials', scope: 'read', ...by('web') };
    const forFiles = await served.post({ ...own, resource: 'https://FILES.example/api/' });
    const token = String(forFiles.json.access_token);
    const { json } = await asFiles(token);
    assert.deepEqual([json.active, json.aud, json.client_id, json.scope], [true, [files], 'web', 'read']);
    assert.deepEqual((await asOther(token)).json, { active: false });

    const consented = await connect(ClientId('web'), { audience: [files] });
    assert.equal((await asFiles(consented.access)).json.sub, 'usr_ann');
    const anywhere = await connect();
    for (const other of [anywhere.access, consented.refresh, 'nonsense']) {
      assert.deepEqual((await asFiles(other)).json, { active: false });
    }
    await served.post({ token, ...by('web') }, { path: '/oauth/revoke' });
    assert.deepEqual((await asFiles(token)).json, { active: false });

    for (const resource of ['https://unknown.example', 'https://sandbox-only.example']) {
      assert.equal((await served.post({ ...own, resource })).json.error, 'invalid_target', resource);
    }
    const id = resourceServerId(files);
    const getting = { grant_type: 'client_credentials', scope: 'read', client_id: id };
    assert.equal((await served.post(getting)).status, 401, 'it is no client');
  });

  it('is for clients that authenticate', async () => {
    const { access } = await connect();
    const path = '/oauth/introspect';
    for (const form of [{ token: access }, { token: access, client_id: 'spa' }]) {
      const reply = await served.post(form as Record<string, string>, { path });
      assert.deepEqual([reply.status, reply.json.error], [401, 'invalid_client']);
    }
    assert.equal((await served.post(by('web'), { path })).json.error, 'invalid_request');
  });

  it('sees expiry, revoked and suspended authorizations, and users who left', async () => {
    const { access, refresh } = await connect();
    const { store } = served.api;
    const grant = await store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
    const change = { grantId: grant?.id ?? GrantId(''), tenantId: TenantId('org_a'), now: NOW, audit: [] };
    const both = async () => [(await ask(access)).json.active, (await ask(refresh)).json.active];
    await store.suspendGrant({ ...change, suspended: true });
    assert.deepEqual(await both(), [false, false]);
    await store.suspendGrant({ ...change, suspended: false });
    assert.deepEqual(await both(), [true, true]);
    served.later(HOUR);
    assert.deepEqual(await both(), [false, true]);
    await store.revokeGrant(change);
    assert.deepEqual(await both(), [false, false]);
  });

  it('sees that a refresh token was left unused for too long', async () => {
    const { refresh } = await connect();
    const { refreshIdle } = served.api.config.lifetimes;
    served.later(refreshIdle * SECOND - 1);
    assert.equal((await ask(refresh)).json.active, true);
    served.later(1);
    assert.deepEqual((await ask(refresh)).json, { active: false });
  });

  it('holds a refresh token to the end of its family, whatever its own expiry says', async () => {
    const { store } = served.api;
    const found = await store.refreshToken(storedHash((await connect()).refresh));
    assert.ok(found);
    const { refresh, family } = found;
    const longer = newToken('rt', 'live');
    const successor = { ...refresh, hash: sha256(longer), expiresAt: family.expiresAt + 1 };
    const access = (await store.accessToken(storedHash((await connect()).access)))?.token;
    assert.ok(access);
    const outcome = await store.rotateRefreshToken({
      ...{ presentedHash: refresh.hash, now: NOW, repeatWithin: null, read: found, successor },
      access: { ...access, hash: sha256('another') },
      audit: { rotated: [], repeated: [], reused: [] },
    });
    assert.equal(outcome, 'rotated');
    served.later(family.expiresAt - NOW - 1);
    assert.equal((await ask(longer)).json.active, true);
    served.later(1);
    assert.deepEqual((await ask(longer)).json, { active: false });
  });

  it('tells the scopes that are left after the user took some away', async () => {
    const { access, refresh } = await connect(ClientId('web'), { scopes: ['read', 'write'] });
    const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
    const left = {
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      scopes: ['read'],
      resources: null,
    };
    assert.equal((await ask(access)).json.scope, 'read write');
    assert.equal(await served.api.store.shrinkGrant({ ...left, now: NOW, audit: [] }), 'changed');
    assert.equal((await ask(access)).json.scope, 'read');
    assert.equal((await ask(refresh)).json.scope, 'read');
  });

  it('says nothing of personal tokens, which no client was given', async () => {
    const token = newToken('pat', 'live');
    await served.api.store.createPersonalToken(
      {
        id: 'tok_1',
        hash: sha256(token),
        name: 'export',
        hint: token.slice(-4),
        userId: UserId('usr_ann'),
        tenantId: TenantId('org_a'),
        scopes: ['read'],
        resources: null,
        ipAllowlist: null,
        mode: 'live',
        createdAt: NOW,
        expiresAt: null,
        lastUsedAt: null,
        revokedAt: null,
      },
      [],
    );
    assert.deepEqual((await ask(token)).json, { active: false });
  });

  it('sees that tokens of a revoked authorization stay dead when the user connects again', async () => {
    const old = await connect();
    const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
    const change = { grantId: grant?.id ?? GrantId(''), tenantId: TenantId('org_a'), now: NOW, audit: [] };
    await served.api.store.revokeGrant(change);
    const fresh = await connect();
    assert.deepEqual((await ask(old.access)).json, { active: false });
    assert.deepEqual((await ask(old.refresh)).json, { active: false });
    assert.equal((await ask(fresh.access)).json.active, true);
  });

  it('sees that a service user left the tenant', async () => {
    const { json } = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('service') });
    const token = String(json.access_token);
    assert.equal((await ask(token, ClientId('service'))).json.active, true);
    served.leave(UserId('usr_bot'));
    assert.deepEqual((await ask(token, ClientId('service'))).json, { active: false });
  });
});
