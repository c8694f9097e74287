import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../../../server/src/store/sqlite/index.ts';
import config from '../contestants/latchkey.config.ts';
import { CONFIG_FILE } from '../contestants/served.ts';
import { type Contestant, startContestant } from '../contestants/start.ts';
import { divideCores } from '../cores.ts';
import { generateLoad, type LoadResult } from '../load/generate.ts';
import { supplyOf } from '../load/supply.ts';
import { markdownTable, median, spreadOf, spreadText } from '../report.ts';
import { valuesFor } from '../turns.ts';
import { fill, type Sizes } from './fill.ts';

/*
 * Guarded calls on a database with many live tokens, in turns with a small one; what a start, a page of the log and an export take
 * on the large one. On demand: it writes some hundred bytes a token and a row.
 */

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '1000000' },
    grants: { type: 'string', default: '100000' },
    rows: { type: 'string', default: '1000000' },
    'small-tokens': { type: 'string', default: '10000' },
    sample: { type: 'string', default: '10000' },
    'warm-ups': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    data: { type: 'string', default: tmpdir() },
  },
});
const sample = Number(values.sample);
const LATCHKEY = new URL('../../../server/bin/latchkey.js', import.meta.url).pathname;
const cores = divideCores();
process.env.LATCHKEY_MASTER_KEY = randomBytes(32).toString('base64url');
const folder = await mkdtemp(join(values.data, 'latchkey-large-'));
const fileIn = (place: string) => join(place, 'latchkey', `${config.name}.sqlite`);

interface Filled {
  place: string;
  tokens: string[];
}

try {
  const small = await filled('small', {
    tokens: Number(values['small-tokens']),
    grants: Math.min(1_000, Number(values['small-tokens'])),
    rows: 1_000,
  });
  const large = await filled('large', {
    tokens: Number(values.tokens),
    grants: Number(values.grants),
    rows: Number(values.rows),
  });
  console.log(`Load of the machine: ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
  await compareCalls(small, large);
  await searchLog(large.place);
  await exportLog(large.place);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Lets a server write one of everything, and copies it. */
async function filled(name: string, sizes: Sizes): Promise<Filled> {
  const place = join(folder, name);
  const began = performance.now();
  const server = await startContestant({ name: 'latchkey', folder: place, pin: cores.pin });
  await calls(server, await tokensOf(server));
  await server.stop();
  const tokens = fill(fileIn(place), sizes, Math.min(sample, sizes.tokens));
  console.log(`${name}: ${JSON.stringify(sizes)} in ${Math.round((performance.now() - began) / 1_000)} s`);
  return { place, tokens };
}

async function compareCalls(small: Filled, large: Filled): Promise<void> {
  const results = new Map<string, (LoadResult & { cpu: number })[]>();
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const [name, { place, tokens }] of Object.entries({ small, large })) {
      const began = performance.now();
      const server = await startContestant({ name: 'latchkey', folder: place, pin: cores.pin });
      const ready = performance.now() - began;
      console.log(`start on the ${name} one: ${Math.round(ready)} ms, ${memory(server)} MB`);
      // Other tokens compile the code, so that those of the sample are cold.
      const own = await tokensOf(server);
      for (let warmUp = 0; warmUp < Number(values['warm-ups']); warmUp++) await calls(server, own);
      for (const state of ['cold', 'warm']) {
        const key = `${state}, ${name}`;
        results.set(key, [...(results.get(key) ?? []), await calls(server, tokens)]);
      }
      if (name === 'large') console.log(`after ${tokens.length} tokens: ${memory(server)} MB`);
      await server.stop();
    }
  }
  const rows = ['cold', 'warm'].map((state) => {
    const [few, many] = ['small', 'large'].map((name) => results.get(`${state}, ${name}`) ?? []) as [
      (LoadResult & { cpu: number })[],
      (LoadResult & { cpu: number })[],
    ];
    const ratio = (of: 'p50' | 'p99' | 'cpu') =>
      spreadText(spreadOf(many.map((each, round) => each[of] / (few[round]?.[of] ?? Number.NaN))));
    return [
      state,
      ...[few, many].map((each) => Math.round(median(each.map(({ cpu }) => cpu))).toString()),
      ...(['cpu', 'p50', 'p99'] as const).map(ratio),
    ];
  });
  const head = ['memory', 'CPU µs, small', 'CPU µs, large', 'CPU, large / small', 'p50', 'p99'];
  console.log(`\n${markdownTable(head, rows, 1)}\n`);
}

function tokensOf(server: Contestant): Promise<string[]> {
  const recipe = server.recipes['guarded call'];
  if (!recipe) throw new Error('Latchkey has no guarded call.');
  return valuesFor(server, recipe, { connections: 8 }, 0);
}

/** One call with each token. */
async function calls(server: Contestant, tokens: string[]): Promise<LoadResult & { cpu: number }> {
  const recipe = server.recipes['guarded call'];
  if (!recipe) throw new Error('Latchkey has no guarded call.');
  const before = await server.cpu();
  const result = await generateLoad({
    ...{ port: server.port, recipe, supply: supplyOf(recipe, tokens), connections: 32 },
    ...{ milliseconds: 600_000, requests: tokens.length },
  });
  return { ...result, cpu: ((await server.cpu()) - before) / result.answers };
}

/** Megabytes. */
function memory({ pid }: Contestant): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024);
}

async function searchLog(place: string): Promise<void> {
  const store = await openSqliteStore(fileIn(place), { opening: 'read' });
  const queries = {
    'the newest': {},
    'of one user': { userId: 'usr_2' },
    'of a client that has none': { clientId: 'none' },
    'of an operation that has none': { operation: 'none' },
  };
  for (const [what, query] of Object.entries(queries)) {
    const took: number[] = [];
    for (let round = 0; round < 5; round++) {
      const began = performance.now();
      await store.auditPage({ ...query, limit: 50 });
      took.push(performance.now() - began);
    }
    console.log(`a page of the log, ${what}: ${spreadText(spreadOf(took))} ms`);
  }
  await store.close();
}

async function exportLog(place: string): Promise<void> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [LATCHKEY, 'audit', 'export', '--config', CONFIG_FILE, '--data', join(place, 'latchkey')],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let most = 0;
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    if (existsSync(status))
      most = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? most * 1_024) / 1_024;
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(watch);
  if (code !== 0) throw new Error(`latchkey audit export ended with ${code}.`);
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `export: ${Math.round(Number(values.rows) / seconds)} rows/s with its start, at most ${Math.round(most)} MB`,
  );
}
