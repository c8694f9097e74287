import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { signedIn } from '../../pages/visitor.ts';
import { type Served, serveOAuth } from '../serve.ts';
import { openTelevisionSite } from './television.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

let on: Served;
let off: Served;
before(async () => {
  on = await serveOAuth({ registration: 'open', deviceAuthorization: true });
  off = await serveOAuth({ registration: 'open' });
});
after(() => Promise.all([on.close(), off.close()]));

function register(at: Served, metadata: Record<string, unknown>) {
  const over = { path: '/oauth/register', headers: { 'content-type': 'application/json' } };
  return at.post(JSON.stringify(metadata), over);
}

describe('registering a device', () => {
  for (const method of ['none', 'client_secret_post']) {
    it(`needs no redirect URI, and the client can ask at once: ${method}`, async () => {
      const { status, json } = await register(on, {
        client_name: 'Toaster',
        grant_types: [DEVICE_CODE, 'refresh_token'],
        token_endpoint_auth_method: method,
      });
      assert.equal(status, 201);
      assert.deepEqual(json.grant_types, [DEVICE_CODE, 'refresh_token']);
      assert.deepEqual([json.redirect_uris, json.response_types], [[], []]);
      const secret = json.client_secret === undefined ? {} : { client_secret: String(json.client_secret) };
      const form = { client_id: String(json.client_id), scope: 'read', ...secret };
      assert.equal((await on.post(form, { path: '/oauth/device' })).status, 200);
    });
  }

  it('together with redirecting needs both: somewhere to go, and a response', async () => {
    const both = { grant_types: ['authorization_code', DEVICE_CODE], token_endpoint_auth_method: 'none' };
    assert.equal((await register(on, both)).json.error, 'invalid_redirect_uri');
    const { status, json } = await register(on, { ...both, redirect_uris: ['https://app.example/cb'] });
    assert.deepEqual([status, json.response_types], [201, ['code']]);
  });

  it('alone is given no response type, whatever it names', async () => {
    const { status, json } = await register(on, { grant_types: [DEVICE_CODE], response_types: ['code'] });
    assert.deepEqual([status, json.response_types], [201, []]);
  });

  for (const [what, at, metadata] of [
    ['where devices may not ask', () => off, { grant_types: [DEVICE_CODE] }],
    ['for exchanging tokens', () => on, { grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'] }],
    ['for presenting assertions', () => on, { grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'] }],
    ['to refresh what it cannot get', () => on, { grant_types: ['refresh_token'] }],
  ] as const) {
    it(`is refused ${what}`, async () => {
      const reply = await register(at(), { ...metadata, redirect_uris: ['https://app.example/cb'] });
      assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_client_metadata']);
    });
  }
});

describe('the form for a new client', () => {
  it('offers devices where they may ask, and makes a client without a callback URL', async (t) => {
    const site = await openTelevisionSite();
    t.after(() => site.close());
    const browser = await signedIn(site);
    const page = await browser.get('/account/clients/new');
    assert.ok(page.text.includes(`value="${DEVICE_CODE}"`));
    const made = await browser.post('/account/clients', [
      ['csrf', page.field('csrf')],
      ['tenant', page.field('tenant')],
      ['name', 'Kitchen display'],
      ['kind', 'public'],
      ['redirect_uris', ''],
      ['scope', 'read'],
      ['grant_type', DEVICE_CODE],
      ['grant_type', 'refresh_token'],
      ['mode', 'live'],
    ]);
    assert.equal(made.status, 303, made.text);
    const [client] = await site.api.store.clientsOwnedBy({
      userId: UserId('ada'),
      tenantId: TenantId('org_harbour'),
      before: null,
      limit: 9,
    });
    assert.deepEqual(client?.grantTypes, [DEVICE_CODE, 'refresh_token']);
  });
});
