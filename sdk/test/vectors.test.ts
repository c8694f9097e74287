import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, type TestContext, test } from 'node:test';
import type { JWK } from 'jose';
import exchange from '../../wire/vectors/exchange.json' with { type: 'json' };
import guard from '../../wire/vectors/guard.json' with { type: 'json' };
import identity from '../../wire/vectors/identity.json' with { type: 'json' };
import { createDoor } from '../src/behind-latchkey.ts';
import { createIdentityReader, IdentityError } from '../src/identity.ts';
import { type Caller, type CallHeaders, can, createGuard, type ReceivedCall } from '../src/index.ts';
import { createSigner } from '../src/signed-exchange.ts';
import { close, GUARD_KEY, listen, startLatchkey } from './latchkey-double.ts';

/* The same vectors as for the guards in guards/: see scripts/vectors.ts. */

interface IdentityCase {
  name: string;
  identity: string | null;
  call?: ReceivedCall;
  options?: { audience?: string; host?: string; issuer?: string };
  later?: number;
  expected: { caller?: unknown; refused?: string };
}

async function startKeys(t: TestContext, keys: JWK[]): Promise<string> {
  const server = createServer((_request, response) => void response.end(JSON.stringify({ keys })));
  t.after(() => close(server));
  return `${await listen(server)}/.latchkey/${identity.audience}`;
}

test('identities are taken and refused as the vectors say', async (t) => {
  const url = await startKeys(t, identity.keys);
  const cases: IdentityCase[] = identity.cases;
  assert.ok(cases.length > 70);
  t.mock.timers.enable({ apis: ['Date'] });
  for (const { name, identity: header, call, options, later = 0, expected } of cases) {
    t.mock.timers.setTime((identity.now + later) * 1_000);
    const read = createIdentityReader({ url, ...options });
    const said = await read(header ?? undefined, call).then(
      (caller) => ({ caller }),
      (error) => ({ refused: error instanceof IdentityError ? error.reason : String(error) }),
    );
    assert.deepEqual(said, expected, name);
  }
});

test('answers are taken and refused as the vectors say', async (t) => {
  const { question, queried, answers, key } = exchange;
  const bytes = Buffer.from(question.nonce, 'base64url');
  t.mock.method(crypto, 'getRandomValues', (array: Uint8Array) => {
    array.set(bytes);
    return array;
  });
  const { read, headers, body } = await createSigner(key)(question.endpoint, { headers: question.headers });
  assert.deepEqual([headers['latchkey-question'], body], [question.question, question.body]);
  const asked = await createSigner(key)(queried.endpoint, { headers: {}, query: queried.query });
  assert.deepEqual([asked.headers['latchkey-question'], asked.body], [queried.question, queried.body]);
  for (const { name, answer, expected } of answers) {
    const said = await read(answer).then(
      ({ status, headers, body }) => (typeof status === 'number' ? { status, headers, body } : null),
      () => null,
    );
    assert.deepEqual(said, expected, name);
  }
});

describe('a guard', () => {
  test('asks about each call as the vectors say', async (t) => {
    const latchkey = await startLatchkey();
    t.after(() => latchkey.close());
    const judge = createGuard({ url: latchkey.url, key: GUARD_KEY });
    for (const { name, call, padding = 0, expected } of guard.questions as QuestionCase[]) {
      latchkey.asked.length = 0;
      const headers: CallHeaders = padding ? { padding: 'x'.repeat(padding) } : {};
      for (const [header, value] of call.headers) {
        const lower = header.toLowerCase();
        headers[lower] = [headers[lower] ?? [], value].flat();
      }
      const answer = await judge({ ...call, headers });
      assert.deepEqual(latchkey.asked[0]?.headers, expected.headers, name);
      if (expected.status) assert.equal(!answer.allowed && answer.status, expected.status, name);
    }
  });

  test('makes of each answer as the vectors say', async (t) => {
    const latchkey = await startLatchkey();
    t.after(() => latchkey.close());
    const judge = createGuard({ url: latchkey.url, key: GUARD_KEY });
    const call = {
      method: 'GET',
      host: 'api.things.example',
      uri: '/things',
      headers: {},
      ip: '203.0.113.9',
    };
    for (const { name, answer, expected } of guard.outcomes as OutcomeCase[]) {
      latchkey.check = () => answer;
      const said = await judge(call);
      const refused = expected.refused === 'unavailable' ? guard.refusals.unavailable : expected.refused;
      const whole = said.allowed
        ? { caller: said.caller, headers: said.headers }
        : {
            refused: {
              status: said.status,
              headers: said.headers,
              body: new TextDecoder().decode(said.body),
            },
          };
      assert.deepEqual(whole, refused ? { refused } : expected, name);
    }
  });

  test('behind the gateway refuses in the words of the vectors', async (t) => {
    const url = await startKeys(t, identity.keys);
    t.mock.timers.enable({ apis: ['Date'], now: identity.now * 1_000 });
    const open = identity.cases.find(({ expected }) => 'caller' in expected && expected.caller === null);
    const door = createDoor({ url });
    const call = { method: 'GET', target: '/things/1?all=yes' };
    for (const [header, expected] of [
      [undefined, guard.refusals.missing],
      [open?.identity ?? '', guard.refusals.anonymous],
    ] as const) {
      const { allowed, body, ...rest } = { body: new Uint8Array(), ...(await door(header, call)) };
      assert.deepEqual(
        { allowed, ...rest, body: new TextDecoder().decode(body) },
        { allowed: false, ...expected },
      );
    }
  });

  test('knows who may what as the vectors say', () => {
    const caller = guard.caller as Caller;
    for (const { permissions, permission, owner, expected } of guard.permissions as PermissionCase[]) {
      const record = owner === undefined ? undefined : { ownerId: owner };
      assert.equal(
        can({ ...caller, permissions }, permission, record),
        expected,
        `${permissions} ${permission} ${owner}`,
      );
    }
  });
});

interface QuestionCase {
  name: string;
  call: { method: string; host: string; uri: string; ip: string; headers: [string, string][] };
  padding?: number;
  expected: { headers?: Record<string, string>; status?: number };
}

interface OutcomeCase {
  name: string;
  answer: { status: number; headers: Record<string, string>; body: string };
  expected: { refused?: 'unavailable' | { status: number; headers: Record<string, string>; body: string } };
}

interface PermissionCase {
  permissions: string[];
  permission: string;
  owner?: string | null;
  expected: boolean;
}
