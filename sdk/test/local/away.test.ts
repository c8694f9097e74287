import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { guarded } from './guarded.ts';
import { connect, newPlace, type Place, startWorld } from './world.ts';

const PROGRAM = fileURLToPath(new URL('./latchkey-process.ts', import.meta.url));
const API = fileURLToPath(new URL('./api-process.ts', import.meta.url));

interface Reached {
  url: string;
  key: string;
  host: string;
  port: number;
  token: string;
}

/** Latchkey in a process of its own, and how to kill it. */
async function spawned(
  t: TestContext,
  { folder, masterKey }: Place,
): Promise<Reached & { kill(): Promise<void> }> {
  const child = spawn(process.execPath, [PROGRAM, folder, masterKey.toString('hex')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  return {
    ...JSON.parse(line),
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function placeFor(t: TestContext): Promise<Place> {
  const place = await newPlace();
  t.after(place.remove);
  return place;
}

test('refuses when Latchkey is killed, once nothing is known any more', async (t) => {
  const latchkey = await spawned(t, await placeFor(t));
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const guard = await guarded(t, latchkey);
  assert.equal(await guard.basis(latchkey.token), 'asked');
  const down = guard.next('down');
  await latchkey.kill();
  await down;
  assert.equal(await guard.basis(latchkey.token), 'recent');
  assert.equal(await guard.basis('unknown'), 'unavailable');
  now += 5_001;
  const answer = await guard.call(latchkey.token);
  assert.ok(!answer.allowed);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers['retry-after'], '5');
});

test('goes by the cache for as long as it is told to, and each call is recorded once when Latchkey is back', async (t) => {
  const place = await placeFor(t);
  const spool = join(place.folder, 'spool');
  const latchkey = await spawned(t, place);
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const useCache = { forSeconds: 60, calls: 3 };
  const first = await guarded(t, latchkey, { spool }, { onUnavailable: { useCache } });
  assert.equal(await first.basis(latchkey.token), 'asked');
  assert.equal(await first.basis(latchkey.token, { ip: '198.51.100.1' }), 'stream');
  const down = first.next('down');
  await latchkey.kill();
  await down;
  // The lease is over, so further calls are not counted.
  now += 20_000;
  const answer = await first.call(latchkey.token, { ip: '198.51.100.2' });
  assert.ok(answer.allowed);
  assert.equal(answer.basis, 'unavailable');
  assert.equal(answer.headers['latchkey-basis'], 'unavailable');
  assert.equal(await first.basis(latchkey.token), 'unavailable');
  assert.equal(await first.basis(latchkey.token), 'unavailable');
  const beyond = await first.call(latchkey.token);
  assert.deepEqual([beyond.allowed, !beyond.allowed && beyond.status], [false, 503]);
  now += 41_000;
  const late = await first.call(latchkey.token);
  assert.deepEqual([late.allowed, !late.allowed && late.status], [false, 503]);
  await first.close();
  assert.equal(readdirSync(spool).length, 1);

  const world = await startWorld(place, {}, latchkey.port);
  // Two that find the same folder: the second is told that it exists already.
  const again = [await guarded(null, world, { spool }), await guarded(null, world, { spool })];
  await Promise.all(again.map((guard) => guard.close()));
  assert.deepEqual(readdirSync(spool), []);
  const rows = await world.api.store.auditTrail({ kind: 'api.called', limit: 100 });
  const ours = rows.filter(({ detail }) => detail.decided === 'sdk').toReversed();
  assert.deepEqual(
    ours.map(({ ip, detail }) => [ip, detail.basis]),
    [
      ['198.51.100.1', 'stream'],
      ['198.51.100.2', 'unavailable'],
      ['192.0.2.7', 'unavailable'],
      ['192.0.2.7', 'unavailable'],
    ],
  );
  await world.close();
  const [row] = ours;
  assert.deepEqual(
    [row?.userId, row?.clientId, row?.code, row?.outcome],
    ['usr_1', 'app', 'listThings', 'allowed'],
  );
});

test('an API that is killed has every call that it answered in its spool', async (t) => {
  const place = await newPlace();
  const world = await startWorld(place, { limits: { client: { calls: 1_000_000, per: 3_600 } } });
  t.after(async () => {
    await world.close();
    await place.remove();
  });
  const { token } = await connect(world.api);
  const spool = join(place.folder, 'spool');
  const child = spawn(process.execPath, [API, world.url, world.key, world.host, token, spool], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const answered: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    // The last line may be cut off where the process was.
    const [, requestId] = /^(?:stream|recent) (req_[0-9a-f]{24})$/.exec(line) ?? [];
    if (requestId !== undefined) answered.push(requestId);
    if (answered.length === 2_000) child.kill('SIGKILL');
  }
  await exited;
  assert.ok(answered.length >= 2_000);
  const next = await guarded(null, world, { spool });
  await next.close();
  const recorded = new Map<string, number>();
  for (let before: number | undefined; ; ) {
    const rows = await world.api.store.auditTrail({
      kind: 'api.called',
      limit: 1_000,
      ...(before === undefined ? {} : { before }),
    });
    for (const { requestId, detail } of rows) {
      if (detail.decided === 'sdk')
        recorded.set(String(requestId), (recorded.get(String(requestId)) ?? 0) + 1);
    }
    before = rows.at(-1)?.id;
    if (before === undefined) break;
  }
  assert.deepEqual(
    answered.filter((requestId) => recorded.get(requestId) !== 1),
    [],
  );
  assert.deepEqual(readdirSync(spool), []);
});
