import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, test } from 'node:test';
import { forwardAuth, sdk } from '../../../src/config/index.ts';
import { calls } from '../../../src/gateway/internal/calls.ts';
import { answerCheck } from '../../../src/gateway/internal/check.ts';
import { type ForSdks, openForSdks } from '../../../src/gateway/sdk/reusable.ts';
import type { Decide } from '../../../src/guard/decision.ts';
import { createGuard } from '../../../src/guard/guard.ts';
import { signIdentity } from '../../../src/guard/identity/identity.ts';
import type { Inbound } from '../../../src/http/inbound.ts';
import { TenantId, UserId } from '../../../src/model/index.ts';
import { signJwt } from '../../../src/tokens/jwt.ts';
import { definition, LIVE, NOW, openWorld, type World } from '../../guard/world.ts';

let world: World;
let sdks: ForSdks;
let decide: Decide;
before(async () => {
  world = await openWorld();
  sdks = await openForSdks(world.api, world.operations);
  decide = createGuard(world.api, world.operations, sdks.reuseFor);
});
after(async () => {
  sdks.changes.close();
  await world.close();
});
afterEach(() => {
  world.clock.now = NOW;
});

const DAY = 86_400_000;
const CALL = { method: 'GET', host: LIVE, path: '/cases', query: '', requestId: 'req_1' };
const REQUEST = `req_${'a'.repeat(24)}`;

function request(method: string, headers: Record<string, string>, body = ''): Inbound {
  return {
    method,
    host: '127.0.0.1',
    path: '',
    query: '',
    headers,
    ip: '127.0.0.1',
    peer: '127.0.0.1',
    secure: false,
    requestId: 'req_calls',
    noted: {},
    certificate: () => null,
    body: () => Promise.resolve({ ok: true, value: Buffer.from(body) }),
  };
}

type Written = ReturnType<typeof sdk>;

/** Returns the headers with which an SDK asks about `GET /cases`. */
function question({ api }: World, token: string): Record<string, string> {
  return {
    'latchkey-guard-key': api.keys.guardKey(),
    'latchkey-reuse': '1',
    authorization: `Bearer ${token}`,
    'x-forwarded-method': 'GET',
    'x-forwarded-host': LIVE,
    'x-forwarded-uri': '/cases',
    'x-forwarded-for': '192.0.2.7',
  };
}

/** The identity that an SDK is given for a call, good for others as well. */
async function decision(token: string): Promise<string> {
  const answer = await answerCheck({ api: world.api, decide, sdks }, request('GET', question(world, token)));
  assert.equal(answer.status, 200);
  return String(answer.headers['latchkey-identity']);
}

async function report(
  over: Record<string, unknown>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = { batch: randomUUID(), decisions: [], calls: [], unused: [], ...over };
  const headers = { 'latchkey-guard-key': world.api.keys.guardKey() };
  const answer = await calls.answer(
    { api: world.api, sdks },
    request('POST', headers, JSON.stringify(body)),
    calls.path,
  );
  return { status: answer.status, body: JSON.parse(String(answer.body)) };
}

test('says for which other calls a decision holds to an SDK alone, by the host that is asked about', async (t) => {
  const agents = 'agents.cases.localhost';
  const claimsAt = async (whole: Written, separate: Written) => {
    const domains = {
      ...definition.domains,
      'agents.cases.example': { separate: { openapi: 'agents.yaml', front: separate } },
    };
    const at = await openWorld({ front: whole, domains });
    const changes = await openForSdks(at.api, at.operations);
    t.after(async () => {
      changes.changes.close();
      await at.close();
    });
    const judge = createGuard(at.api, at.operations, changes.reuseFor);
    const audience = [at.api.address.api, `http://${agents}:4000`];
    const { token } = await at.connected({ clientId: 'app', audience });
    const isReusable = async (host: string) => {
      const asked = request('GET', { ...question(at, token), 'x-forwarded-host': host });
      const { status, headers } = await answerCheck({ api: at.api, decide: judge, sdks: changes }, asked);
      assert.equal(status, 200);
      const [, claims = ''] = String(headers['latchkey-identity']).split('.');
      return 'reuse' in JSON.parse(Buffer.from(claims, 'base64url').toString());
    };
    return [await isReusable(LIVE), await isReusable(agents)];
  };
  assert.deepEqual(await claimsAt(sdk(), forwardAuth()), [true, false]);
  assert.deepEqual(await claimsAt(forwardAuth(), sdk()), [false, true]);
});

test('records a call as what Latchkey decided, with when, whence and on what basis', async () => {
  const { token, id } = await world.personalToken();
  const identity = await decision(token);
  world.clock.now = NOW + 65_000;
  const calls = [[0, NOW + 61_000, '198.51.100.9', REQUEST, 'stream']];
  assert.deepEqual((await report({ decisions: [identity], calls })).body, {
    recorded: 1,
    refused: 0,
    seen: false,
  });
  const [row, asked] = await world.audit();
  assert.deepEqual(
    { ...row, id: 0, detail: {} },
    { ...asked, id: 0, at: NOW + 61_000, ip: '198.51.100.9', requestId: REQUEST, detail: {} },
  );
  assert.deepEqual(row?.detail, { ...asked?.detail, decided: 'sdk', basis: 'stream' });
  const [personal] = (await world.api.store.personalTokensOf(UserId('usr_ann'), TenantId('org_a'))).filter(
    (each) => each.id === id,
  );
  assert.equal(personal?.lastUsedAt, NOW + 61_000);
});

test('records a batch once, however often it is sent', async () => {
  const { token } = await world.personalToken();
  const batch = {
    batch: randomUUID(),
    decisions: [await decision(token)],
    calls: [[0, NOW, '', REQUEST, 'recent']],
  };
  const outcomes = await Promise.all([report(batch), report(batch), report(batch)]);
  assert.deepEqual(outcomes.map(({ body }) => body.recorded).toSorted(), [0, 0, 1]);
});

test('records nothing that Latchkey has not decided so', async () => {
  const { token } = await world.personalToken();
  const identity = await decision(token);
  const decided = await world.call(token);
  const caller = decided.outcome === 'allow' ? decided.caller : null;
  assert.ok(caller);
  const claims = { aud: 'cases', iat: NOW / 1_000, reuse: { until: 60, row: { kind: 'role.changed' } } };
  const forged = [
    'no.jwt.atall',
    `${identity.slice(0, -4)}AAAA`,
    // For one call, and for another API, and of another kind.
    signIdentity(world.api, CALL, { caller, selector: null }),
    signJwt(world.api.keys.signing(), 'latchkey-identity+jwt', claims),
    signJwt(world.api.keys.signing(), 'at+jwt', claims),
  ];
  const before = (await world.audit()).length;
  for (const each of forged) {
    const { body } = await report({ decisions: [each], calls: [[0, NOW, '', REQUEST, 'stream']] });
    assert.deepEqual(body, { recorded: 0, refused: 1, seen: false });
  }
  const when: [at: number, now: number][] = [
    [NOW - 301_000, NOW],
    [NOW + 301_000, NOW],
    [NOW + 3_600_000 + 301_000, NOW + DAY],
    [NOW, NOW + 2 * DAY + 1],
  ];
  for (const [at, now] of when) {
    world.clock.now = now;
    const { body } = await report({ decisions: [identity], calls: [[0, at, '', REQUEST, 'stream']] });
    assert.deepEqual(body, { recorded: 0, refused: 1, seen: false }, `${at} ${now}`);
  }
  world.clock.now = NOW;
  const { body } = await report({ decisions: [identity], calls: [[1, NOW, '', REQUEST, 'stream']] });
  assert.deepEqual(body, { recorded: 0, refused: 1, seen: false });
  assert.equal((await world.audit()).length, before);
});

test('reads nothing that is not exactly a batch', async () => {
  const call = [0, NOW, '', REQUEST, 'stream'];
  const wrong: Record<string, unknown>[] = [
    { batch: 'one' },
    { kind: 'role.changed' },
    { calls: [[...call, 'more']] },
    { calls: [[0, NOW, 'not an address', REQUEST, 'stream']] },
    { calls: [[0, NOW, '', 'req_1', 'stream']] },
    { calls: [[0, NOW, '', REQUEST, 'asked']] },
    { calls: [[-1, NOW, '', REQUEST, 'stream']] },
    { calls: Array.from({ length: 1_001 }, () => call) },
    { unused: [['lease', 1]] },
    { unused: [[randomUUID(), -1]] },
  ];
  for (const each of wrong) assert.equal((await report(each)).status, 400, JSON.stringify(each).slice(0, 80));
});

test('an identity for an API without an SDK has no reuse claim', async () => {
  const { token } = await world.personalToken();
  for (const [header, front] of [
    ['0', 'sdk'],
    ['1', 'forward-auth'],
  ] as const) {
    const api =
      front === 'sdk' ? world.api : { ...world.api, config: { ...world.api.config, front: { kind: front } } };
    const answer = await answerCheck(
      { api, decide, sdks },
      request('GET', {
        'latchkey-guard-key': api.keys.guardKey(),
        'latchkey-reuse': header,
        authorization: `Bearer ${token}`,
        'x-forwarded-method': 'GET',
        'x-forwarded-host': LIVE,
        'x-forwarded-uri': '/cases',
        'x-forwarded-for': '192.0.2.7',
      }),
    );
    const [, payload = ''] = String(answer.headers['latchkey-identity']).split('.');
    assert.equal(JSON.parse(Buffer.from(payload, 'base64url').toString()).reuse, undefined);
  }
});
