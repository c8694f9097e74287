import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { inProcess } from '../../src/config/index.ts';
import { createFront } from '../../src/gateway/create-front.ts';
import { answerCheck } from '../../src/gateway/internal/check.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';
import { openProxied } from './proxied.ts';
import { fetchRaw, listenFront } from './sockets.ts';

/**
 * Makes the call. Returns the caller that the upstream was told: a user's id, `nobody`, or the code of the
 * refusal.
 */
type Ask = (authorization: string | undefined) => Promise<string>;

function userIn(identity: string | undefined): string {
  if (identity === undefined) return 'nobody';
  const claims = JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString());
  return claims.caller?.user?.id ?? 'nobody';
}

async function gateway(t: TestContext): Promise<[World, Ask]> {
  const proxied = await openProxied();
  t.after(() => proxied.close());
  proxied.behind((request, response) => {
    response.end(userIn(request.headers['latchkey-identity'] as string | undefined));
  });
  return [proxied.world, over(proxied.front.port)];
}

async function sameProcess(t: TestContext): Promise<[World, Ask]> {
  const front = inProcess(async () => (_request, response, caller) => {
    response.end(caller?.user?.id ?? 'nobody');
  });
  const world = await openWorld({ front });
  t.after(() => world.close());
  const listening = await listenFront(world.api, await createFront(world.api, world.decide));
  t.after(() => listening.close());
  return [world, over(listening.port)];
}

/** The questions of nginx and of an SDK. */
async function check(t: TestContext): Promise<[World, Ask]> {
  const world = await openWorld({ front: { kind: 'forward-auth' } });
  t.after(() => world.close());
  const ask: Ask = async (authorization) => {
    const { status, headers, body } = await answerCheck(world, {
      method: 'GET',
      host: '127.0.0.1',
      path: '/.latchkey/cases/check',
      query: '',
      headers: {
        'latchkey-guard-key': world.api.keys.guardKey(),
        'x-forwarded-method': 'GET',
        'x-forwarded-host': LIVE,
        'x-forwarded-uri': '/maybe',
        'x-forwarded-for': '192.0.2.7',
        ...(authorization === undefined ? {} : { authorization }),
      },
      ip: '127.0.0.1',
      peer: '127.0.0.1',
      secure: false,
      requestId: 'req_check',
      noted: {},
      certificate: () => null,
      body: () => Promise.resolve({ ok: false, problem: 'aborted' }),
    });
    if (status !== 200) return `${status} ${JSON.parse(String(body)).code}`;
    return userIn(headers['latchkey-identity'] as string | undefined);
  };
  return [world, ask];
}

function over(port: number): Ask {
  return async (authorization) => {
    const headers = { host: LIVE, ...(authorization === undefined ? {} : { authorization }) };
    const { status, body } = await fetchRaw(port, '/maybe', { headers });
    return status === 200 ? body : `${status} ${JSON.parse(body).code}`;
  };
}

for (const [way, open] of Object.entries({ gateway, sameProcess, check })) {
  test(`an optional token, by ${way}: somebody with one, nobody without, and 401 with one that ended`, async (t) => {
    const [world, ask] = await open(t);
    const { token, id } = await world.personalToken();
    assert.equal(await ask(undefined), 'nobody');
    assert.equal(await ask(`Bearer ${token}`), 'usr_ann');
    assert.equal(await ask('Bearer pat_wrong'), '401 invalid_token');
    assert.equal(await ask(token), '401 missing_token');
    await world.api.store.revokePersonalToken({
      id,
      userId: UserId('usr_ann'),
      tenantId: TenantId('org_a'),
      now: world.clock.now,
      audit: [],
    });
    assert.equal(await ask(`Bearer ${token}`), '401 token_revoked');
    const suspended = await world.connected({ clientId: 'app' });
    const change = {
      grantId: suspended.grant.id,
      tenantId: TenantId('org_a'),
      now: world.clock.now,
      audit: [],
    };
    await world.api.store.suspendGrant({ ...change, suspended: true });
    assert.equal(await ask(`Bearer ${suspended.token}`), '401 connected_account_invalid');
    await world.api.store.revokeGrant(change);
    assert.equal(await ask(`Bearer ${suspended.token}`), '401 authorization_revoked');
  });
}
