import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { ClientId, TenantId, UserId } from '../../../src/model/index.ts';
import { storedHash } from '../../../src/tokens/format.ts';
import { openSite, type Site } from '../../pages/site.ts';
import { signedIn } from '../../pages/visitor.ts';
import {
  ask,
  DEVICE_CODE,
  decide,
  deviceFields,
  enter,
  openTelevisionSite,
  poll,
  post,
  SECRET,
} from './television.ts';

let site: Site;
before(async () => {
  site = await openTelevisionSite();
});
after(() => site.close());

describe('a device', () => {
  it('gets codes of the shape that people and RFC 8628 expect', async () => {
    const { status, headers, json } = await post(site, '/oauth/device', {
      client_id: 'tv',
      scope: 'read write',
    });
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(String(json.user_code), /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.equal(Buffer.from(String(json.device_code), 'base64url').length, 32);
    assert.equal(json.verification_uri, `${site.origin}/device`);
    assert.equal(json.verification_uri_complete, `${site.origin}/device?user_code=${json.user_code}`);
    assert.deepEqual([json.expires_in, json.interval], [600, 5]);
    assert.equal('verification_qr' in json, false);
  });

  it('keeps neither code in the database, only their hashes', async () => {
    const codes = await ask(site);
    const stored = await site.api.store.deviceRequest(sha256(codes.device));
    assert.equal(stored?.userCodeHash, sha256(codes.user.replace('-', '')));
    const text = JSON.stringify([stored, await site.api.store.auditTrail({ limit: 1_000 })]);
    for (const code of [codes.device, codes.user, codes.user.replace('-', '')]) {
      assert.equal(text.includes(code), false);
    }
  });

  it('waits, is allowed, gets its tokens once, and refreshes', async () => {
    const codes = await ask(site);
    const waiting = await poll(site, codes);
    assert.deepEqual([waiting.status, waiting.json.error], [400, 'authorization_pending']);
    assert.equal(waiting.headers.get('cache-control'), 'no-store');

    const done = await decide(await signedIn(site), codes.user, 'allow');
    assert.equal(done.status, 200);
    assert.match(done.text, /Harbour TV is connected/);

    const { status, headers, json } = await poll(site, codes);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.deepEqual(Object.keys(json).sort(), [
      'access_token',
      'expires_in',
      'refresh_token',
      'scope',
      'token_type',
    ]);
    assert.deepEqual([json.scope, json.token_type], ['read', 'Bearer']);
    const again = await poll(site, codes);
    assert.deepEqual([again.status, again.json.error], [400, 'invalid_grant']);
    const refreshed = await post(site, '/oauth/token', {
      grant_type: 'refresh_token',
      client_id: 'tv',
      refresh_token: String(json.refresh_token),
    });
    assert.equal(refreshed.status, 200);
  });

  it('gets no refresh token unless its client is registered to refresh', async () => {
    const codes = await ask(site, { client_id: 'radio' });
    await decide(await signedIn(site), codes.user, 'allow');
    const { status, json } = await poll(site, codes, { client_id: 'radio' });
    assert.deepEqual([status, 'refresh_token' in json], [200, false]);
  });

  it('is told that its user refused, and nothing else from then on', async () => {
    const codes = await ask(site);
    const page = await decide(await signedIn(site), codes.user, 'deny');
    assert.match(page.text, /was not connected/);
    for (let times = 0; times < 2; times++) {
      const { status, json } = await poll(site, codes);
      assert.deepEqual([status, json.error], [400, 'access_denied']);
    }
    const late = await enter(await signedIn(site), codes.user);
    assert.equal(late.status, 400);
  });

  it('belongs to a platform: a connected account, as with a code', async () => {
    const codes = await ask(site, { client_id: 'shop-sign', client_secret: SECRET });
    await decide(await signedIn(site), codes.user, 'allow');
    const { status, json } = await poll(site, codes, { client_id: 'shop-sign', client_secret: SECRET });
    assert.equal(status, 200);
    assert.match(String(json.connected_account_id), /^conn_/);
    assert.equal(json.organisation_id, 'org_harbour');
    assert.match(String(json.access_token), /^pca_/);
  });

  it('connects the tenant and the resources that the user chose', async () => {
    const codes = await ask(site, { scope: 'projects' });
    const browser = await signedIn(site, 'max');
    const first = await enter(browser, codes.user);
    const { decision: _, ...fields } = { ...deviceFields(first), decision: '' };
    const other = await browser.post('/device', { ...fields, tenant: 'org_north', show: 'tenant' });
    assert.match(other.text, /connect to North &amp; Sons/);
    const none = await browser.post('/device', { ...deviceFields(other), decision: 'allow' });
    assert.deepEqual([none.status, /Choose at least one thing/.test(none.text)], [400, true]);
    const forged = await browser.post('/device', {
      ...deviceFields(other),
      decision: 'allow',
      resource: 'project:99',
    });
    assert.equal(forged.status, 400);
    const done = await browser.post('/device', {
      ...deviceFields(other),
      decision: 'allow',
      resource: 'project:11',
    });
    assert.match(done.text, /is connected/);
    assert.equal((await poll(site, codes)).status, 200);
    const grant = await site.api.store.grantFor(ClientId('tv'), UserId('max'), TenantId('org_north'));
    assert.deepEqual(grant?.resources, [{ type: 'project', id: '11' }]);
  });

  it('narrows to a resource of the API, and to no other', async () => {
    const resource = site.api.address.api;
    const codes = await ask(site, { resource });
    await decide(await signedIn(site), codes.user, 'allow');
    const wider = await poll(site, codes, { resource: 'https://elsewhere.example' });
    assert.deepEqual([wider.status, wider.json.error], [400, 'invalid_target']);
    const { json } = await poll(site, codes, { resource });
    const stored = await site.api.store.accessToken(storedHash(String(json.access_token)));
    assert.deepEqual(stored?.token.audience, [resource]);
    const foreign = await post(site, '/oauth/device', {
      client_id: 'tv',
      scope: 'read',
      resource: 'https://x.example',
    });
    assert.deepEqual([foreign.status, foreign.json.error], [400, 'invalid_target']);
  });

  it('leaves a trail: asked, allowed, connected; waiting leaves none', async () => {
    const codes = await ask(site);
    const before = await site.api.store.auditTrail({ limit: 1_000 });
    await poll(site, codes);
    assert.equal((await site.api.store.auditTrail({ limit: 1_000 })).length, before.length);
    await decide(await signedIn(site), codes.user, 'allow');
    await poll(site, codes);
    const rows = await site.api.store.auditTrail({ limit: 4 });
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      ['device.redeemed', 'authorization.granted', 'session.opened', 'device.requested'],
    );
    assert.deepEqual([rows[0]?.userId, rows[0]?.clientId, rows[0]?.tenantId], ['ada', 'tv', 'org_harbour']);
  });
});

describe('device authorization', () => {
  it('stands in the metadata exactly where it is switched on', async () => {
    const { port } = new URL(site.origin);
    const metadata = async (at: string) =>
      (await (await fetch(`http://127.0.0.1:${at}/.well-known/oauth-authorization-server`)).json()) as {
        grant_types_supported: string[];
        device_authorization_endpoint?: string;
      };
    const on = await metadata(port);
    assert.equal(on.device_authorization_endpoint, `${site.origin}/oauth/device`);
    assert.ok(on.grant_types_supported.includes(DEVICE_CODE));

    const without = await openSite();
    const off = await metadata(new URL(without.origin).port);
    assert.equal('device_authorization_endpoint' in off, false);
    assert.equal(off.grant_types_supported.includes(DEVICE_CODE), false);
    assert.equal((await without.browser().get('/device')).status, 404);
    assert.equal((await without.browser().post('/oauth/device', { client_id: 'app' })).status, 404);
    const { status, json } = await post(without, '/oauth/token', {
      grant_type: DEVICE_CODE,
      client_id: 'app',
      device_code: 'x',
    });
    assert.deepEqual([status, json.error], [400, 'unsupported_grant_type']);
    await without.close();
  });

  for (const [what, form, status, error] of [
    [
      'a client that is not registered for it',
      { client_id: 'browser-only', scope: 'read' },
      400,
      'unauthorized_client',
    ],
    ['an unknown client', { client_id: 'nobody', scope: 'read' }, 401, 'invalid_client'],
    ['no client', { scope: 'read' }, 401, 'invalid_client'],
    [
      'a confidential client without its secret',
      { client_id: 'shop-sign', scope: 'read' },
      401,
      'invalid_client',
    ],
    [
      'a public client with a secret',
      { client_id: 'tv', client_secret: 'x', scope: 'read' },
      401,
      'invalid_client',
    ],
    ['an unknown scope', { client_id: 'tv', scope: 'nope' }, 400, 'invalid_scope'],
    ['a scope that is not for it', { client_id: 'tv', scope: 'partners' }, 400, 'invalid_scope'],
    ['no scope where there is no default', { client_id: 'tv' }, 400, 'invalid_scope'],
    ['a doubled parameter', 'client_id=tv&scope=read&scope=write', 400, 'invalid_request'],
    ['a picture of another kind', { client_id: 'tv', scope: 'read', qr: 'png' }, 400, 'invalid_request'],
  ] as const) {
    it(`is refused: ${what}`, async () => {
      const reply = await post(site, '/oauth/device', form);
      assert.deepEqual([reply.status, reply.json.error], [status, error]);
      assert.equal(reply.headers.get('cache-control'), 'no-store');
      assert.equal(reply.headers.has('www-authenticate'), status === 401);
    });
  }
});
