import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import config from './contestants/latchkey.config.ts';
import { type Contestant, startContestant } from './contestants/start.ts';
import { divideCores } from './cores.ts';
import { generateLoad } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { valuesFor } from './turns.ts';

/*
 * Measures the cost of a request of each kind: processor time, memory, bytes of the database. Unlike requests per second
 * these hardly depend on what else the machine does. Linux only: it reads /proc.
 */

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '40000' },
    data: { type: 'string', default: tmpdir() },
  },
});
const requests = Number(values.requests);
const CONNECTIONS = 32;
/** Until the compiler of Node has seen the code often enough. */
const WARM_UP = 5_000;
/** `sysconf(_SC_CLK_TCK)` of every Linux on x86-64 and arm64. */
const TICKS_A_SECOND = 100;

const cores = divideCores();
const folder = await mkdtemp(join(values.data, 'latchkey-sizing-'));
const contestant = await startContestant({ name: 'latchkey', folder, pin: cores.pin });
const database = new DatabaseSync(join(folder, 'latchkey', `${config.name}.sqlite`), { readOnly: true });
try {
  console.log(`Node ${process.versions.node}; ${cores.note}; ${requests} requests each.\n`);
  console.log('| request | CPU µs | bytes of the database |\n| --- | ---: | ---: |');
  console.log(
    `| none, after the start: ${await memory(contestant)} MB of memory | | ${usedBytes()} in all |`,
  );
  for (const scenario of SCENARIOS) {
    await run(scenario, WARM_UP);
    const [cpu, bytes] = [await processorTime(contestant), usedBytes()];
    await run(scenario, requests);
    const spent = ((await processorTime(contestant)) - cpu) / requests;
    const grown = (usedBytes() - bytes) / requests;
    console.log(`| ${scenario} | ${Math.round(spent * 1e6)} | ${Math.round(grown)} |`);
  }
  const [before, first] = [usedBytes(), Number(logged().sealed ?? 0)];
  const rows = (await sealed()) - first;
  console.log(`\nThe seals over ${rows} rows: ${Math.round((usedBytes() - before) / rows)} bytes a row.`);
  console.log(`Memory at the end: ${await memory(contestant)} MB.`);
} finally {
  database.close();
  await contestant.stop();
  await rm(folder, { recursive: true, force: true });
}

async function run(scenario: Scenario, count: number): Promise<void> {
  const recipe = contestant.recipes[scenario];
  if (!recipe) throw new Error(`Latchkey has no ${scenario}.`);
  const given = await valuesFor(contestant, recipe, { connections: CONNECTIONS }, count);
  await generateLoad({
    ...{ port: contestant.port, recipe, supply: supplyOf(recipe, given) },
    ...{ connections: CONNECTIONS, milliseconds: Number.MAX_SAFE_INTEGER, requests: count },
  });
}

/** The newest row of the log, and the newest under a seal. */
function logged(): Record<string, unknown> {
  const asked =
    'SELECT (SELECT max(id) FROM audit) AS newest, (SELECT max(last_id) FROM audit_seals) AS sealed';
  return database.prepare(asked).get() ?? {};
}

/** Resolves to the newest row when all are under seals, which is some minutes later. */
async function sealed(): Promise<number> {
  for (;;) {
    const { newest, sealed: until } = logged();
    if (until === newest) return Number(newest);
    await pause(1_000);
  }
}

/** Seconds of user and system time of all threads, with the worker that makes checkpoints (proc_pid_stat(5)). */
async function processorTime({ pid }: Contestant): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_A_SECOND;
}

async function memory({ pid }: Contestant): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_000);
}

/** Of pages in use: the file grows in steps. */
function usedBytes(): number {
  const number = (pragma: string) =>
    Number(Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  return (number('page_count') - number('freelist_count')) * number('page_size');
}
