import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import config from '../contestants/latchkey.config.ts';
import { type Contestant, startContestant } from '../contestants/start.ts';
import { divideCores } from '../cores.ts';
import { markdownTable, median, spreadOf, spreadText } from '../report.ts';
import { type Called, calls, memory, tokensOf } from './calls.ts';
import { addExpired, fill, type Sizes } from './fill.ts';
import { commandOnLog, searchLog } from './log.ts';
import { sealAll } from './seal.ts';

/*
 * A database with many live tokens beside a small one: calls on both in turns, a start, pages of the log, an export, a verification, calls
 * while tokens expire, and for how long chores hold the loop. On demand: it writes some hundred bytes a token and a row.
 */

const PARTS = ['calls', 'expiry', 'log', 'chores'] as const;
const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '1000000' },
    grants: { type: 'string', default: '100000' },
    accounts: { type: 'string', default: '10000' },
    rows: { type: 'string', default: '1000000' },
    'small-tokens': { type: 'string', default: '10000' },
    sample: { type: 'string', default: '10000' },
    'warm-ups': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    /** Tokens that expire while calls go on, and rows and tokens of each chore. */
    expired: { type: 'string', default: '1000000' },
    chores: { type: 'string', default: '20000' },
    only: { type: 'string', default: PARTS.join(',') },
    /** Databases are made in a folder here. */
    data: { type: 'string', default: tmpdir() },
    /** A folder that stays, and whose databases are used again. */
    keep: { type: 'string' },
  },
});
const sample = Number(values.sample);
const rounds = Number(values.rounds);
const parts = values.only.split(',');
const cores = divideCores();
const folder = values.keep ?? (await mkdtemp(join(values.data, 'latchkey-large-')));
await mkdir(folder, { recursive: true });
process.env.LATCHKEY_MASTER_KEY = await masterKey();
const dataIn = (place: string) => join(place, 'latchkey');
const fileIn = (place: string) => join(dataIn(place), `${config.name}.sqlite`);

interface Filled {
  place: string;
  tokens: string[];
  sizes: Sizes;
}

try {
  // Each call of either is by a connected account of its own: a counter of calls that is there already is cheaper than a new one.
  const few = Number(values['small-tokens']);
  const small = await filled('small', { tokens: few, grants: few, accounts: few, rows: 1_000 });
  const large = await filled('large', {
    tokens: Number(values.tokens),
    grants: Number(values.grants),
    accounts: Number(values.accounts),
    rows: Number(values.rows),
  });
  console.log(`Load of the machine: ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
  if (parts.includes('calls')) await compareCalls(small, large);
  if (parts.includes('expiry')) await callsBesideExpiry(large);
  if (parts.includes('log')) await readLog(large);
  if (parts.includes('chores')) await holdLoop(large);
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}

/** Of a folder that stays, the one with which its databases were made. */
async function masterKey(): Promise<string> {
  const file = join(folder, 'master.key');
  if (!existsSync(file)) await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** Lets a server write one of everything, and copies it. */
async function filled(name: string, sizes: Sizes): Promise<Filled> {
  const place = join(folder, name);
  const made = join(place, 'made.json');
  if (existsSync(made)) return { place, ...JSON.parse(readFileSync(made, 'utf8')) };
  const began = performance.now();
  const server = await serverOn(place);
  await calls(server, await tokensOf(server));
  await server.stop();
  const tokens = fill(fileIn(place), sizes, Math.min(sample, sizes.tokens));
  await sealAll(fileIn(place));
  await writeFile(made, JSON.stringify({ tokens, sizes }));
  console.log(`${name}: ${JSON.stringify(sizes)} in ${Math.round((performance.now() - began) / 1_000)} s`);
  return { place, tokens, sizes };
}

function serverOn(place: string): Promise<Contestant> {
  return startContestant({ name: 'latchkey', folder: place, pin: cores.pin });
}

async function compareCalls(small: Filled, large: Filled): Promise<void> {
  const results = new Map<string, Called[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, { place, tokens }] of Object.entries({ small, large })) {
      const began = performance.now();
      const server = await serverOn(place);
      const ready = performance.now() - began;
      const cpu = Math.round((await server.cpu()) / 1_000);
      console.log(
        `start on the ${name} one: ${Math.round(ready)} ms, ${cpu} ms of CPU, ${memory(server)} MB`,
      );
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
    const [few = [], many = []] = ['small', 'large'].map((name) => results.get(`${state}, ${name}`) ?? []);
    const ratio = (of: 'p50' | 'p99' | 'cpu' | 'written') =>
      spreadText(spreadOf(many.map((each, round) => each[of] / (few[round]?.[of] ?? Number.NaN))));
    return [
      state,
      ...[few, many].map((each) => Math.round(median(each.map(({ cpu }) => cpu))).toString()),
      ...(['cpu', 'p50', 'p99'] as const).map(ratio),
      ...[few, many].map((each) => median(each.map(({ written }) => written)).toFixed(1)),
    ];
  });
  const head = [
    'memory',
    'CPU µs, small',
    'CPU µs, large',
    'CPU, large / small',
    'p50',
    'p99',
    'kB, small',
    'kB, large',
  ];
  console.log(`\n${markdownTable(head, rows, 1)}\n`);
}

/** Calls while many tokens leave that expired together, and quiet ones before, in each round. */
async function callsBesideExpiry({ place, tokens }: Filled): Promise<void> {
  const server = await serverOn(place);
  const file = fileIn(place);
  const milliseconds = Number(values.seconds) * 1_000;
  for (let warmUp = 0; warmUp < Number(values['warm-ups']); warmUp++)
    await calls(server, tokens.slice(0, 1_000));
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    // Before either measurement the server has read all of them.
    await calls(server, tokens);
    const quiet = await calls(server, tokens, milliseconds);
    const hashes = addExpired(file, Number(values.expired));
    await leftOf(file, hashes, (left) => left < hashes.length);
    // It has forgotten them, since another process wrote. Tokens that expire by themselves have no such effect.
    await calls(server, tokens);
    const beside = await calls(server, tokens, milliseconds);
    const left = await leftOf(file, hashes, () => true);
    const share = Math.round((100 * (hashes.length - left)) / hashes.length);
    ratios.push(beside.p99 / quiet.p99);
    console.log(
      `expiry of ${values.expired} tokens, ${share} % of them meanwhile: ${describe(beside)}; quiet ${describe(quiet)}`,
    );
    await leftOf(file, hashes, (still) => still === 0);
  }
  console.log(`p99 beside expiry / quiet: ${spreadText(spreadOf(ratios))}`);
  await server.stop();
}

function describe({ perSecond, p50, p99, cpu }: Called): string {
  return `${Math.round(perSecond)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${Math.round(cpu)} µs of CPU`;
}

/** Resolves to how many of these tokens are there, as soon as that is as wanted. */
async function leftOf(file: string, hashes: string[], wanted: (left: number) => boolean): Promise<number> {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(file, { readOnly: true });
  const one = db.prepare('SELECT 1 FROM access_tokens WHERE hash = ?');
  try {
    for (;;) {
      const left = hashes.filter((hash) => one.get(hash) !== undefined).length;
      if (wanted(left)) return left;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    db.close();
  }
}

/** Pages of the log, and the commands that read all of it beside a server that runs. */
async function readLog({ place, sizes: { rows } }: Filled): Promise<void> {
  await searchLog(fileIn(place));
  const server = await serverOn(place);
  const log = { data: dataIn(place), rows, prefix: cores.all };
  await commandOnLog('export', log);
  await commandOnLog('verify', log);
  await server.stop();
}

async function holdLoop({ place }: Filled): Promise<void> {
  const script = fileURLToPath(new URL('chores.ts', import.meta.url));
  const [command = process.execPath, ...args] = [
    ...cores.all,
    process.execPath,
    script,
    fileIn(place),
    values.chores,
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The chores ended with ${code}.`);
}
