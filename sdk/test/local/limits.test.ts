import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { guarded } from './guarded.ts';
import { connect, worldFor } from './world.ts';

const API = fileURLToPath(new URL('./api-process.ts', import.meta.url));

const LIMIT = 200;

test('two APIs that decide by themselves let through no more calls together than the limit', async (t) => {
  const limits = { client: { calls: LIMIT, per: 3_600 }, scopeClasses: {} };
  const world = await worldFor(t, { limits });
  const { token } = await connect(world.api);
  const guards = [await guarded(t, world), await guarded(t, world)];
  let allowed = 0;
  let local = 0;
  let refused = 0;
  // Both at once, on two operations, until both are refused for good.
  const use = async (guard: (typeof guards)[number], uri: string) => {
    for (let round = 0; round < LIMIT; round++) {
      const basis = await guard.basis(token, { uri });
      if (basis === 'rate_limited') refused++;
      else allowed++;
      if (basis === 'stream') local++;
    }
  };
  await Promise.all(guards.flatMap((guard) => ['/things', '/things/1'].map((uri) => use(guard, uri))));
  assert.ok(allowed <= LIMIT, `${allowed} calls went through`);
  assert.ok(local > LIMIT / 2, `only ${local} calls were decided without asking`);
  assert.ok(refused > 0);
  // The unused calls of the first go back when it ends, so the other gets all of them.
  const [first, second] = guards;
  await first?.close();
  for (let basis = await second?.basis(token); basis !== 'rate_limited'; basis = await second?.basis(token)) {
    allowed++;
  }
  assert.equal(allowed, LIMIT);
});

test('says how much of a limit is left', async (t) => {
  const world = await worldFor(t, { limits: { client: { calls: LIMIT, per: 3_600 }, scopeClasses: {} } });
  const { token } = await connect(world.api);
  const guard = await guarded(t, world);
  const left: number[] = [];
  for (let round = 0; round < 4; round++) {
    const answer = await guard.call(token);
    assert.ok(answer.allowed);
    assert.equal(answer.headers['ratelimit-policy'], `"client";q=${LIMIT};w=3600`);
    left.push(Number(/;r=(\d+);/.exec(answer.headers.ratelimit ?? '')?.[1]));
  }
  assert.deepEqual(left, [LIMIT - 1, LIMIT - 2, LIMIT - 3, LIMIT - 4]);
});

test('of many calls at once that find no lease one asks, and the others go on with what it brings', async (t) => {
  const world = await worldFor(t, {
    limits: { client: { calls: 100_000, per: 3_600 }, scopeClasses: {} },
  });
  const { token } = await connect(world.api);
  const guard = await guarded(t, world);
  await guard.basis(token);
  // The first lease has a hundred calls.
  for (let call = 0; call < 100; call++) assert.equal(await guard.basis(token), 'stream');
  const bases = await Promise.all(Array.from({ length: 32 }, () => guard.basis(token)));
  assert.deepEqual(bases.toSorted(), ['asked', ...Array(31).fill('stream')]);
});

test('nor do they as processes of their own', async (t) => {
  const world = await worldFor(t, { limits: { client: { calls: LIMIT, per: 3_600 }, scopeClasses: {} } });
  const { token } = await connect(world.api);
  const spool = await mkdtemp(join(tmpdir(), 'latchkey-spools-'));
  t.after(() => rm(spool, { recursive: true }));
  const allowed = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const parameters = [API, world.url, world.key, world.host, token, join(spool, name)];
      const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
      t.after(() => child.kill('SIGKILL'));
      return (await text(child.stdout)).split('\n').length - 1;
    }),
  );
  const together = allowed.reduce((sum, each) => sum + each);
  assert.ok(together <= LIMIT, `${together} calls went through`);
  // A tenth of what is left is the most that one can withhold from the other.
  assert.ok(together >= LIMIT * 0.8, `only ${together} calls went through`);
  const rows = await world.api.store.auditTrail({ kind: 'api.called', outcome: 'allowed', limit: 1_000 });
  assert.equal(rows.length, together);
});
