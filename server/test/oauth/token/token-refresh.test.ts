import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DAY } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import { momentIn } from '../../../src/lib/dated-hash.ts';
import { momentDigits } from '../../../src/lib/ids.ts';
import { ClientId, GrantId, TenantId, UserId } from '../../../src/model/index.ts';
import { storedHash } from '../../../src/tokens/format.ts';
import { mintSuccessor } from '../../../src/tokens/mint.ts';
import { API, SECOND } from '../acme.ts';
import { by, redeeming, type Served, serveOAuth } from '../serve.ts';

let served: Served;
beforeEach(async () => {
  served = await serveOAuth();
});
afterEach(() => served.close());

async function connect(clientId = ClientId('web'), scopes = ['read', 'write']): Promise<string> {
  const code = await served.consent({ clientId: ClientId(clientId), scopes });
  const { json } = await served.post(redeeming(code, { client_id: clientId }));
  return String(json.refresh_token);
}

function refresh(token: string, over: Record<string, string> = {}) {
  const base = { grant_type: 'refresh_token', refresh_token: token };
  return served.post({ ...base, ...by(over.client_id ?? 'web'), ...over });
}

async function invalid(token: string, description: RegExp, over: Record<string, string> = {}) {
  const reply = await refresh(token, over);
  assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_grant'], reply.text);
  assert.match(String(reply.json.error_description), description);
}

describe('a refresh token', () => {
  it('becomes a new access token and its successor', async () => {
    const first = await connect();
    const reply = await refresh(first);
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers['cache-control'], 'no-store');
    assert.equal(reply.json.scope, 'read write');
    assert.notEqual(reply.json.refresh_token, first);
    assert.equal((await refresh(String(reply.json.refresh_token))).status, 200);
  });

  it('has a successor of the moment of the exchange, whose row stands with the others of that moment', async () => {
    const first = await connect();
    served.later(3 * SECOND);
    const { json } = await refresh(first);
    served.later(2 * SECOND);
    const [token, again] = [json, (await refresh(first)).json].map(({ refresh_token }) =>
      String(refresh_token),
    );
    assert.ok(token);
    assert.equal(token, again);
    assert.equal(momentIn(storedHash(token)), momentDigits(served.api.clock.now() - 2 * SECOND));
  });

  it('gets a client that authenticates the same successor until that is used, however late', async () => {
    const first = await connect();
    const successor = String((await refresh(first)).json.refresh_token);
    served.later(DAY);
    const repeated = await refresh(first);
    assert.equal(repeated.json.refresh_token, successor);
    assert.equal((await refresh(successor)).status, 200);
    await invalid(first, /used before/);
    await invalid(successor, /revoked/);
    assert.equal((await served.rows('token.repeated')).length, 1);
    assert.equal((await served.rows('token.reused')).length, 1);
  });

  it('gets the successor that an earlier version gave it, with the moment of its predecessor', async () => {
    const first = await connect();
    const { api } = served;
    const read = await api.store.refreshToken(storedHash(first));
    const client = (await api.store.client(ClientId('web'), api.clock.now()))?.client;
    const access = (
      await api.store.accessToken(storedHash(String((await refresh(await connect())).json.access_token)))
    )?.token;
    assert.ok(read && client && access);
    const { refresh: row, family } = read;
    const key = api.keys.successionById(row.keyId);
    assert.ok(key);
    served.later(SECOND);
    const now = api.clock.now();
    const of = { presented: first, moment: momentIn(row.hash), key, client, familyId: family.id, now };
    const successor = mintSuccessor(api, { ...of, expiresAt: row.expiresAt });
    const outcome = await api.store.rotateRefreshToken({
      ...{ presentedHash: row.hash, now, repeatWithin: null, read, successor: successor.record },
      access: { ...access, hash: sha256('another') },
      audit: { rotated: [], repeated: [], reused: [] },
    });
    assert.equal(outcome, 'rotated');
    assert.equal((await refresh(first)).json.refresh_token, successor.token);
    assert.equal((await refresh(successor.token)).status, 200);
  });

  it('gets a public client the same successor once, within ten seconds', async () => {
    const first = await connect(ClientId('spa'));
    const spa = { client_id: 'spa' };
    const successor = String((await refresh(first, spa)).json.refresh_token);
    served.later(10 * SECOND);
    assert.equal((await refresh(first, spa)).json.refresh_token, successor);
    await invalid(first, /given out again/, spa);
    const next = await refresh(successor, spa);
    assert.equal(next.status, 200, next.text);
    served.later(10 * SECOND + 1);
    await invalid(successor, /used before/, spa);
    await invalid(String(next.json.refresh_token), /revoked/, spa);
  });

  it('gets a public client no successor twice where that is switched off', async () => {
    await served.close();
    served = await serveOAuth({ lifetimes: { refreshRepeatPublic: 0 } });
    const [first, spa] = [await connect(ClientId('spa')), { client_id: 'spa' }];
    const successor = String((await refresh(first, spa)).json.refresh_token);
    await invalid(first, /used before/, spa);
    await invalid(successor, /revoked/, spa);
  });

  const PROBES: Record<string, string>[] = [
    { scope: 'no-such-scope' },
    { scope: 'write' },
    { scope: '"' },
    { resource: 'https://elsewhere.example' },
    { resource: 'not an address' },
    { authorization_details: 'not JSON' },
    { authorization_details: '[{"type":"no_such_type"}]' },
  ];
  for (const probe of PROBES) {
    it(`that was used ends its family also with ${JSON.stringify(probe)}`, async () => {
      const first = await connect(ClientId('web'), ['read']);
      const successor = String((await refresh(first)).json.refresh_token);
      const next = String((await refresh(successor)).json.refresh_token);
      await invalid(first, /used before/, probe);
      await invalid(next, /revoked/);
      assert.equal((await served.rows('token.reused')).length, 1);
    });
  }

  it('that was used is not judged for another client, whatever that asks for', async () => {
    const first = await connect();
    const successor = String((await refresh(first)).json.refresh_token);
    const next = String((await refresh(successor)).json.refresh_token);
    await invalid(first, /not one that this client can use/, { client_id: 'other', scope: 'no-such-scope' });
    assert.equal((await refresh(next)).status, 200);
  });

  it('that was used ends its family although its user left, and although it is suspended', async () => {
    for (const end of ['suspend', 'leave']) {
      const { json } = await served.post(redeeming(await served.consent({ userId: UserId('usr_bot') })));
      const first = String(json.refresh_token);
      const next = String((await refresh(first)).json.refresh_token);
      await refresh(next);
      const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_bot'), TenantId('org_a'));
      const change = {
        grantId: grant?.id ?? GrantId(''),
        tenantId: TenantId('org_a'),
        now: served.api.clock.now(),
        audit: [],
      };
      if (end === 'suspend') await served.api.store.suspendGrant({ ...change, suspended: true });
      else served.leave(UserId('usr_bot'));
      await invalid(first, /used before/);
      if (end === 'suspend') await served.api.store.suspendGrant({ ...change, suspended: false });
    }
  });

  it('is worth nothing to another client, and is not harmed by the attempt', async () => {
    const first = await connect();
    await invalid(first, /not one that this client can use/, { client_id: 'other' });
    assert.equal((await refresh(first)).status, 200);
  });

  it('that was mistyped is refused like an unknown one', async () => {
    const first = await connect();
    await invalid(`${first.slice(0, -1)}${first.endsWith('a') ? 'b' : 'a'}`, /not one that/);
    const [row] = await served.rows('token.refused');
    assert.equal(row?.code, 'refresh_malformed');
  });

  it('may narrow the access token and keeps its own scopes', async () => {
    const narrowed = await refresh(await connect(), { scope: 'read:cases' });
    assert.equal(narrowed.json.scope, 'read:cases');
    const widened = await refresh(String(narrowed.json.refresh_token), { scope: 'write' });
    assert.equal(widened.json.scope, 'write');
    const again = await refresh(String(widened.json.refresh_token));
    assert.equal(again.json.scope, 'read write');
  });

  it('cannot ask for more than was granted', async () => {
    const reply = await refresh(await connect(ClientId('web'), ['read']), { scope: 'read write' });
    assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_scope']);
  });

  it('gives less once the user took scopes away, and nothing when all are gone', async () => {
    const first = await connect();
    const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
    const change = {
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      resources: null,
      now: 0,
      audit: [],
    };
    await served.api.store.shrinkGrant({ ...change, scopes: ['read'] });
    const reply = await refresh(first);
    assert.equal(reply.json.scope, 'read');
    await served.api.store.shrinkGrant({ ...change, scopes: [] });
    await invalid(String(reply.json.refresh_token), /scope/);
  });

  it('expires when it lies idle, and at the end of the connection however busy', async () => {
    const idle = await connect();
    served.later(30 * DAY);
    await invalid(idle, /expired/);

    let busy = await connect();
    for (let days = 0; days < 360; days += 20) {
      served.later(20 * DAY);
      const reply = await refresh(busy);
      assert.equal(reply.status, 200, reply.text);
      busy = String(reply.json.refresh_token);
    }
    served.later(5 * DAY);
    await invalid(busy, /expired/);
  });

  it('never promises an access token past the end of the connection', async () => {
    await served.close();
    served = await serveOAuth({ lifetimes: { refreshAbsolute: 5400, access: 3600 } });
    const first = await connect();
    served.later(3600 * SECOND);
    assert.equal((await refresh(first)).json.expires_in, 1800);
  });

  it('dies with the grant, and does not come back with a new consent', async () => {
    const first = await connect();
    const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
    await served.api.store.revokeGrant({
      grantId: grant?.id ?? GrantId(''),
      tenantId: TenantId('org_a'),
      now: served.api.clock.now(),
      audit: [],
    });
    await invalid(first, /revoked/);
    await connect();
    await invalid(first, /revoked/);
  });

  it('is of no use after its user left the tenant', async () => {
    const code = await served.consent({ userId: UserId('usr_bot') });
    const first = String((await served.post(redeeming(code))).json.refresh_token);
    assert.equal((await refresh(first)).status, 200);
    served.leave(UserId('usr_bot'));
    await invalid(first, /no longer belongs/);
  });

  it('stays within its resources', async () => {
    const audience = [`https://${API}`];
    const code = await served.consent({ audience });
    const first = String((await served.post(redeeming(code))).json.refresh_token);
    const reply = await refresh(first, { resource: 'https://sandbox.acme.test' });
    assert.deepEqual([reply.status, reply.json.error], [400, 'invalid_target']);
  });

  it('follows the key on its row after the succession key was rotated', async () => {
    const first = await connect();
    const successor = String((await refresh(first)).json.refresh_token);
    const before = served.keys.succession();
    await served.keys.rotateSuccessionKey();
    assert.notDeepEqual(served.keys.succession(), before);
    assert.equal((await refresh(first)).json.refresh_token, successor);
    const next = await refresh(successor);
    assert.equal((await refresh(String(next.json.refresh_token))).status, 200);
  });
});
