import { readFileSync } from 'node:fs';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { settingsOf } from '../../../server/src/anomalies/settings.ts';
import { removeOldRows } from '../../../server/src/audit/seal/retention.ts';
import { REST, sealLog } from '../../../server/src/audit/seal/sealer.ts';
import { ConnectedAccountId } from '../../../server/src/model/index.ts';
import { startCleaner } from '../../../server/src/store/expiry/cleaner.ts';
import config from '../contestants/latchkey.config.ts';
import { addExpired } from './fill.ts';
import { openLarge } from './seal.ts';

/*
 * For how long the chores of a server hold the loop, with nothing else to do in the process: `chores.ts <file> <rows>`, a process of its own.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [, , file = '', rows = '20000'] = process.argv;
const count = Number(rows);
addExpired(file, count);
const { store, keys, clock } = await openLarge(file);
const [template] = await store.auditTrail({ kind: 'api.called', limit: 1 });
if (!template) throw new Error('The log has no call.');
const { id: _, ...event } = template;

await watched('rows of the log, 32 in a commit, with checkpoints', async () => {
  for (let made = 0; made < count; made += 32) {
    const accounts = Array.from({ length: 32 }, (_, at) => ConnectedAccountId(`conn_${made + at}`));
    await store.record(
      accounts.map((connectedAccountId) => ({ ...event, connectedAccountId, at: clock.now() })),
    );
  }
});
await watched('judging the hour of as many connected accounts', async () => {
  const before = Math.floor(clock.now() / HOUR) * HOUR + HOUR;
  const judging = {
    before,
    now: clock.now(),
    settings: settingsOf(config.anomalies),
    audit: () => [],
    mails: null,
  };
  while ((await store.judgeActivity(judging)).more) await turn();
});
await watched('sealing them', () => sealLog({ store, keys, clock }));
await watched('expiry of as many tokens', async () => {
  const ended = Promise.withResolvers<void>();
  const seen = {
    ...store,
    async expire(before: number, limit: number) {
      const expired = await store.expire(before, limit);
      if (expired.roundEnded) ended.resolve();
      return expired;
    },
  };
  const failed = { error: (about: unknown) => ended.reject(about) };
  const kept = { unusedClients: 999 * DAY, usage: 999 * DAY };
  const cleaner = startCleaner(seen, clock, failed, kept, { mayDelete: () => true });
  await ended.promise;
  await cleaner.stop();
});
await watched('retention of as many rows', async () => {
  const later = { now: () => clock.now() + 2 * DAY };
  const retention = { days: 2_557, kinds: { 'api.called': 1 } };
  for (let left = count; left > 0; ) {
    const began = performance.now();
    const removed = await removeOldRows({ store, keys, clock: later }, retention);
    if (removed === 0) break;
    left -= removed;
    // As a server does.
    await pause(REST * (performance.now() - began));
  }
});
await store.close();

/** Prints for how long single turns of the loop lasted meanwhile, by the clock and by the processor. */
async function watched(what: string, work: () => Promise<unknown>): Promise<void> {
  const clocks: number[] = [];
  const cpus: number[] = [];
  let going = true;
  let at = performance.now();
  let cpu = processorTime();
  const look = () => {
    note(clocks, performance.now() - at);
    note(cpus, processorTime() - cpu);
    [at, cpu] = [performance.now(), processorTime()];
    if (going) setImmediate(look);
  };
  setImmediate(look);
  await work();
  going = false;
  console.log(`loop, ${what}: by the clock ${told(clocks)}; by the processor ${told(cpus)}`);
}

/** A turn without work takes microseconds, and there are so many that noting them would keep the collector busy. */
function note(turns: number[], ms: number): void {
  if (ms > 0.2) turns.push(ms);
}

function told(turns: number[]): string {
  const busy = turns.toSorted((one, other) => one - other);
  const p99 = busy[Math.floor(busy.length * 0.99)] ?? 0;
  const over = busy.filter((ms) => ms > 10).length;
  return `p99 ${p99.toFixed(1)} ms, longest ${(busy.at(-1) ?? 0).toFixed(1)} ms, ${over} of ${busy.length} over 10 ms`;
}

/** Milliseconds of this thread, in steps of a tick of the kernel. */
function processorTime(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1_000_000;
}
