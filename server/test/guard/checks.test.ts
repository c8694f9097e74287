import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Call } from '../../src/guard/call.ts';
import { ask, check, explained } from '../../src/guard/checks.ts';
import { examine } from '../../src/guard/examine.ts';
import { type Facts, factsOf, type GuardCheck } from '../../src/guard/facts.ts';
import { createGuard } from '../../src/guard/guard.ts';
import { sentWith } from '../../src/guard/identify/token.ts';
import { counting } from '../../src/guard/limit/limit.ts';
import { CHECKS, STEPS } from '../../src/guard/steps.ts';
import { Counters } from '../../src/limits/counters.ts';
import type { CheckName } from '../../src/model/index.ts';
import { remembering } from '../../src/store/remembered/remembering.ts';
import { LIVE, openWorld, type World } from './world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

function callWith(token: string | null, over: Partial<Call> = {}): Call {
  return {
    ...{ method: 'GET', host: LIVE, path: '/cases', query: '', account: undefined, ip: '192.0.2.7' },
    ...{ origin: null, dpop: undefined, requestId: 'req_1' },
    authorization: token === null ? undefined : `Bearer ${token}`,
    ...over,
  };
}

function factsFor(call: Call): Facts {
  return factsOf(world.api, world.operations, call, {
    ...sentWith(world.api, call),
    ...counting(new Counters()),
  });
}

const MADE_UP = { code: 'invalid_request', detail: 'made up' } as const;

/** A check by this name that fails, or not, and writes down that it was asked. */
function scripted(
  name: CheckName,
  fails: boolean,
  told: string[],
  more: Partial<GuardCheck> = {},
): GuardCheck {
  const judge = () => {
    told.push(name);
    return fails ? MADE_UP : null;
  };
  return { ...check(name, [], judge), ...more };
}

test('a decision ends with the first check that fails and those that stand beside it', async () => {
  const told: string[] = [];
  const list = [
    scripted('token', false, told),
    scripted('role', true, told),
    scripted('scope', true, told, { beside: true }),
    scripted('ip', true, told),
  ];
  const facts = factsFor(callWith(null));
  const failed = await ask(list, facts);
  assert.equal(failed?.check.name, 'role');
  assert.deepEqual(told, ['token', 'role', 'scope']);
  const outcomes = explained(list, facts).map(({ check: name, outcome }) => [name, outcome]);
  assert.deepEqual(
    outcomes.filter(([name]) => ['token', 'role', 'scope', 'ip'].includes(String(name))),
    [
      ['token', 'passed'],
      ['scope', 'failed'],
      ['role', 'failed'],
      ['ip', 'skipped'],
    ],
  );
});

test('an explanation goes on to the end, but for what rests on what failed', async () => {
  const told: string[] = [];
  const list = [
    scripted('token', true, told),
    scripted('connection', false, told, { given: ['token'] }),
    scripted('ip', false, told),
    scripted('limit', false, told, { last: true }),
  ];
  await ask(list, factsFor(callWith(null)), 'to the end');
  assert.deepEqual(told, ['token', 'ip']);
});

test('a name has passed when every check of that name has', async () => {
  const told: string[] = [];
  const list = [scripted('token', false, told), scripted('token', false, told, { given: ['token'] })];
  const facts = factsFor(callWith(null));
  await ask(list.slice(0, 1), facts);
  assert.equal(explained(list, facts).find((each) => each.check === 'token')?.outcome, 'skipped');
});

test('a list that lacks the check on which another rests decides nothing', async () => {
  const { token } = await world.personalToken();
  assert.equal(await ask(CHECKS, factsFor(callWith(token))), null);
  for (const fact of [
    'token',
    'proof',
    'mode',
    'acting',
    'operation',
    'parameters',
    'alternatives',
  ] as const) {
    const resting = CHECKS.filter(({ given }) => given.includes(fact));
    assert.ok(resting.length > 0, fact);
    for (const each of resting) assert.throws(() => ask([each], factsFor(callWith(token))), /rests on/);
  }
});

test('a call of a remembered token waits for nothing before its row is written', async () => {
  const { token } = await world.personalToken();
  const { store } = remembering(world.api.store, { entries: 10, clock: world.api.clock });
  const api = { ...world.api, store };
  const means = { ...sentWith(api, callWith(token)), ...counting(new Counters()) };
  const asking = () => ask(CHECKS, factsOf(api, world.operations, callWith(token), means));
  assert.equal(await asking(), null);
  assert.equal(asking(), null);
});

test('the operation of a call is looked up once, whatever the outcome', async () => {
  let matched = 0;
  const operations = {
    ...world.operations,
    match: (...asked: Parameters<typeof world.operations.match>) => {
      matched++;
      return world.operations.match(...asked);
    },
  };
  const decide = createGuard(world.api, operations);
  const { token } = await world.personalToken();
  const calls = [
    [callWith(token), 'allow'],
    [callWith(null), 'deny'],
    [callWith(token, { path: '/nowhere' }), 'deny'],
    [callWith(token, { path: '//cases' }), 'deny'],
    [callWith(token, { host: 'nowhere.example' }), 'deny'],
    [callWith(null, { path: '/status' }), 'allow'],
  ] as const;
  for (const [call, outcome] of calls) {
    matched = 0;
    assert.equal((await decide(call)).outcome, outcome);
    assert.equal(matched, 1, `${call.host}${call.path}`);
    matched = 0;
    await examine(world.api, operations, { call, as: { token } });
    assert.equal(matched, 1, `examined: ${call.host}${call.path}`);
  }
});

test('ARCHITECTURE has every check in the order of the decision', () => {
  const page = readFileSync(new URL('../../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| (identify|permit|limit) \| (\w+) \| .+ \| (yes )?\|$/gm)];
  assert.deepEqual(
    listed.map(([, step, name, everybody]) => [step, name, everybody !== undefined]),
    Object.entries(STEPS).flatMap(([step, checks]) =>
      checks.map(({ name, withoutCaller }) => [step, name, withoutCaller === true]),
    ),
  );
});
