import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ClientId, sha256 } from 'latchkey/seed';
import { openStore } from 'latchkey/start';
import { readDatabase } from '../../server/src/config/environment/database.ts';
import { HOUR } from '../../server/src/lib/clock.ts';
import { newSecret } from '../../server/src/lib/ids.ts';
import { freePort } from '../../server/test/http/free-port.ts';
import config from './contestants/latchkey.config.ts';
import { startContestant } from './contestants/start.ts';
import { generateLoad } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { median } from './report.ts';
import { CLIENT, type Recipe, SERVER_SCENARIOS } from './scenarios.ts';
import { startPostgres, statOf } from './sized-database.ts';
import { valuesFor } from './turns.ts';

/*
 * The processor time of a request with one process and with workers, in turns: from it follows how many cores serve how many requests,
 * which the machine itself need not have. Linux only: it reads /proc.
 */

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: '1,2' },
    connections: { type: 'string', default: '32' },
    data: { type: 'string', default: tmpdir() },
    only: { type: 'string', default: '' },
    postgres: { type: 'boolean', default: false },
  },
});
const [requests, connections] = [Number(values.requests), Number(values.connections)];
const counts = values.workers.split(',').map(Number);
const CONFIG = fileURLToPath(new URL('./contestants/latchkey.config.ts', import.meta.url));
const LATCHKEY = fileURLToPath(new URL('../../server/bin/latchkey.js', import.meta.url));
/** Until the compiler of Node has seen the code often enough, in each worker. */
const WARM_UP = 20_000;
/** `sysconf(_SC_CLK_TCK)` of every Linux on x86-64 and arm64. */
const TICKS_A_SECOND = 100;

/** The processor time of one run, in microseconds for each request: of all that answer, and of the process above them. */
interface Cost {
  answering: number;
  above: number;
  perSecond: number;
}

process.env.LATCHKEY_MASTER_KEY = randomBytes(32).toString('base64url');
const folder = await mkdtemp(join(values.data, 'latchkey-workers-'));
const postgres = values.postgres ? await startPostgres() : null;
const dataDir = join(folder, 'latchkey');
const costs = new Map<string, Cost[]>();
try {
  const supplied = await seeded();
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const workers of counts) {
      const served = await serve(workers);
      for (const { scenario, recipe, given } of supplied) {
        await run(served.port, recipe, given, WARM_UP);
        const before = served.times();
        const { perSecond } = await run(served.port, recipe, given, requests);
        const after = served.times();
        const each = (of: 'answering' | 'above') => ((after[of] - before[of]) / requests) * 1e6;
        const cost = { answering: each('answering'), above: each('above'), perSecond };
        const name = `${scenario} | ${workers}`;
        costs.set(name, [...(costs.get(name) ?? []), cost]);
      }
      await served.stop();
    }
  }
  console.log(
    '| request | processes that answer | their CPU µs | CPU µs of the one above | a second, here |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: |');
  for (const [name, runs] of [...costs].sort()) {
    const of = (field: keyof Cost) => Math.round(median(runs.map((each) => each[field])));
    console.log(`| ${name} | ${of('answering')} | ${of('above')} | ${of('perSecond')} |`);
  }
} finally {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** A database with the tokens of all scenarios but the one that uses up codes, which only a process that makes them could go on with. */
async function seeded() {
  const contestant = await startContestant({ name: 'latchkey', folder, pin: [] });
  const supplied = [];
  for (const scenario of SERVER_SCENARIOS) {
    const recipe = contestant.recipes[scenario];
    if (!recipe || recipe.supply === 'once' || !scenario.includes(values.only)) continue;
    supplied.push({ scenario, recipe, given: await valuesFor(contestant, recipe, { connections }, 0) });
  }
  await contestant.stop();
  const authorization = await madeSecret();
  return supplied.map(({ recipe, ...rest }) => {
    const { headers } = recipe;
    const made = headers.authorization?.startsWith('Basic ') ? { ...headers, authorization } : headers;
    return { ...rest, recipe: { ...recipe, headers: made } };
  });
}

/**
 * Gives the client a secret as Latchkey makes them. One that somebody may have chosen is a guess until it is found right, and only ten are
 * tried at once.
 */
async function madeSecret(): Promise<string> {
  const secret = newSecret();
  const store = await openStore({ dataDir, database: readDatabase(process.env) }, config.name, {
    opening: 'change',
  });
  const now = Date.now();
  const hint = secret.slice(-4);
  await store.addClientSecret(
    {
      clientId: ClientId(CLIENT.id),
      hash: sha256(secret),
      hint,
      sealed: null,
      createdAt: now,
      expiresAt: null,
    },
    now + HOUR,
    [],
  );
  await store.close();
  return `Basic ${Buffer.from(`${CLIENT.id}:${secret}`).toString('base64')}`;
}

function run(port: number, recipe: Recipe, given: string[], count: number) {
  return generateLoad({
    ...{ port, recipe, supply: supplyOf(recipe, given), connections, requests: count },
    milliseconds: Number.MAX_SAFE_INTEGER,
  });
}

async function serve(workers: number) {
  const port = await freePort();
  const options = ['--config', CONFIG, '--data', dataDir, '--port', String(port)];
  const child = spawn(process.execPath, [LATCHKEY, 'serve', ...options, '--workers', String(workers)], {
    env: { ...process.env, LATCHKEY_MODE: 'development' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(child.stderr)) if (line.includes('Latchkey is up')) break;
  child.stderr.resume();
  // The first worker says that it is up, and the others follow.
  if (workers > 1) await pause(3_000);
  const { pid = 0 } = child;
  return {
    port,
    times() {
      const own = secondsOf([pid]);
      return workers === 1
        ? { answering: own, above: 0 }
        : { answering: secondsOf(childrenOf(pid)), above: own };
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children.split(' ').map(Number);
}

function secondsOf(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => statOf(pid).slice(11, 13).map(Number));
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
}
