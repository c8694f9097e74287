import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { type Circuit, createCircuit, type Outcome } from '../../src/gateway/circuit.ts';
import { createForward } from '../../src/gateway/forward.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { LIVE, openWorld } from '../guard/world.ts';
import { settingsFor } from './proxied.ts';
import { fetchRaw, listen, listenFront } from './sockets.ts';

const NOW = Date.UTC(2026, 5, 1);
const silent = pino({ level: 'silent' });

function circuitOf(
  settings: { failures?: number; pause?: number } | false,
  { clock = systemClock, log = silent }: { clock?: Clock; log?: Logger } = {},
): Circuit {
  const { circuit } = settingsFor('http://127.0.0.1:1', { circuit: settings });
  return createCircuit(circuit, { clock, log, config: { name: 'cases' } });
}

/** Lets a call through that goes like this; `refused` if it is not let through. */
async function run(circuit: Circuit, outcome: Outcome): Promise<Outcome | 'refused'> {
  const settled = circuit.enter();
  if (settled === null) return 'refused';
  settled(outcome);
  // The library hears of it by promises.
  await new Promise(setImmediate);
  return outcome;
}

test('opens after failures in a row, and only then', async () => {
  const circuit = circuitOf({ failures: 3 });
  for (const outcome of ['failed', 'failed', 'answered', 'failed', 'gone', 'failed'] as const) {
    assert.equal(await run(circuit, outcome), outcome);
    assert.equal(circuit.outlook(), 'closed');
  }
  // Callers who left meanwhile have not said that anything was answered.
  assert.equal(await run(circuit, 'failed'), 'failed');
  assert.equal(circuit.outlook(), 'open');
  assert.equal(await run(circuit, 'answered'), 'refused');
});

test('after the pause one call tries and the others are refused meanwhile; its outcome decides', async (t) => {
  let now = NOW;
  // An open circuit stays open for as long as it should, however the time of day is changed meanwhile.
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const setBack = () => t.mock.timers.setTime(Math.max(0, Date.now() - 7_200_000));
  const clock = { now: () => Date.now(), steady: () => now };
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).circuit) });
  const circuit = circuitOf({ failures: 1, pause: 5 }, { clock, log });
  await run(circuit, 'failed');
  assert.equal(circuit.retryAfter(), 5);
  now += 4_001;
  setBack();
  assert.equal(circuit.retryAfter(), 1);
  assert.equal(await run(circuit, 'answered'), 'refused');
  for (const [outcome, outlook] of [
    ['failed', 'open'],
    // A caller that left proves nothing good.
    ['gone', 'open'],
    ['answered', 'closed'],
  ] as const) {
    now += 5_000;
    const settled = circuit.enter();
    assert.ok(settled);
    assert.equal(circuit.outlook(), 'half-open');
    assert.equal(circuit.enter(), null);
    settled(outcome);
    await new Promise(setImmediate);
    assert.equal(circuit.outlook(), outlook);
  }
  assert.deepEqual(lines, ['open', 'half-open', 'open', 'half-open', 'open', 'half-open', 'closed']);
});

test('can be switched off', async () => {
  const circuit = circuitOf(false);
  for (let call = 0; call < 50; call++) assert.equal(await run(circuit, 'failed'), 'failed');
  assert.equal(circuit.outlook(), 'closed');
});

test('an API that is gone costs its callers a connection attempt a few times, and then an answer at once', async (t) => {
  let calls = 0;
  let answer = 500;
  const upstream = await listen((_incoming, response) => {
    calls++;
    if (answer === 0) response.destroy();
    else response.writeHead(answer).end();
  });
  const world = await openWorld();
  const settings = settingsFor(upstream.origin, { circuit: { failures: 2, pause: 60 } });
  const forward = createForward(world.api, settings, world.decide);
  const front = await listenFront(world.api, forward);
  t.after(async () => {
    await front.close();
    await upstream.close();
    await world.close();
  });
  const { token } = await world.personalToken({ scopes: ['read', 'write'] });
  const headers = { host: LIVE, authorization: `Bearer ${token}` };
  const post = () => fetchRaw(front.port, '/cases', { method: 'POST', headers, body: 'x' });

  // A status is an answer: a caller who can provoke one must not be able to lock out the others.
  for (const status of [500, 502, 503]) {
    answer = status;
    assert.equal((await post()).status, status);
  }
  answer = 0;
  assert.deepEqual([(await post()).status, (await post()).status], [502, 502]);
  calls = 0;
  const refused = await post();
  assert.deepEqual([refused.status, JSON.parse(refused.body).code, calls], [503, 'unavailable', 0]);
  assert.ok(Number(refused.headers['retry-after']) > 50);
  assert.equal(forward.circuit?.(), 'open');
  // Strangers learn nothing of it.
  assert.equal((await fetchRaw(front.port, '/cases', { headers: { host: LIVE } })).status, 401);
  const [, row] = await world.audit();
  assert.equal(row?.outcome, 'allowed');
});
