import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import config from './contestants/latchkey.config.ts';
import { type Contestant, startContestant } from './contestants/start.ts';
import { divideCores } from './cores.ts';
import { generateLoad } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { type Scenario, SERVER_SCENARIOS } from './scenarios.ts';
import { sizedFile, startPostgres, statOf } from './sized-database.ts';
import { valuesFor } from './turns.ts';

/*
 * Measures the cost of a request of each kind: processor time, memory, bytes of the database. Unlike requests per second
 * these hardly depend on what else the machine does. Linux only: it reads /proc.
 */

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '40000' },
    data: { type: 'string', default: tmpdir() },
    // On a PostgreSQL of its own on this machine, instead of a file.
    postgres: { type: 'boolean', default: false },
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
const postgres = values.postgres ? await startPostgres() : null;
const contestant = await startContestant({ name: 'latchkey', folder, pin: cores.pin });
const database = postgres
  ? await postgres.sized(`latchkey_${config.name}`)
  : sizedFile(join(folder, 'latchkey', `${config.name}.sqlite`));
try {
  console.log(`Node ${process.versions.node}; ${cores.note}; ${requests} requests each.\n`);
  console.log('| request | CPU µs of the node | CPU µs of the database | bytes of the database |');
  console.log('| --- | ---: | ---: | ---: |');
  console.log(
    `| none, after the start: ${await memory(contestant)} MB of memory | | | ${await database.usedBytes()} in all |`,
  );
  for (const scenario of SERVER_SCENARIOS) {
    await run(scenario, WARM_UP);
    const look = async () => [
      processorTime(contestant),
      await database.processorTime(),
      await database.usedBytes(),
    ];
    const before = await look();
    await run(scenario, requests);
    const after = await look();
    const [node = 0, server = 0, bytes = 0] = after.map(
      (value, at) => (value - (before[at] ?? 0)) / requests,
    );
    console.log(
      `| ${scenario} | ${Math.round(node * 1e6)} | ${Math.round(server * 1e6)} | ${Math.round(bytes)} |`,
    );
  }
  const [before, first] = [await database.usedBytes(), (await database.logged()).sealed];
  const rows = (await sealed()) - first;
  const grown = (await database.usedBytes()) - before;
  console.log(`\nThe seals over ${rows} rows: ${Math.round(grown / rows)} bytes a row.`);
  console.log(`Memory at the end: ${await memory(contestant)} MB.`);
} finally {
  await database.close();
  await contestant.stop();
  await postgres?.stop();
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

/** Resolves to the newest row when all are under seals, which is some minutes later. */
async function sealed(): Promise<number> {
  for (;;) {
    const { newest, sealed: until } = await database.logged();
    if (until === newest) return newest;
    await pause(1_000);
  }
}

/** Seconds of user and system time of all threads, with the worker that makes checkpoints (proc_pid_stat(5)). */
function processorTime({ pid }: Contestant): number {
  const [user, system] = statOf(pid).slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_A_SECOND;
}

async function memory({ pid }: Contestant): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_000);
}
