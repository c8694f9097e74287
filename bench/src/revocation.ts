import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from '../../scripts/postgres.ts';
import { startRedis } from '../../scripts/redis.ts';
import { type Contestant, startContestant } from './contestants/start.ts';
import { generateLoad } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import type { Recipe } from './scenarios.ts';

/*
 * From the answer of the node that revokes to the first refusal on each other one, while all of them take calls. Each is a process of
 * its own, on one PostgreSQL that waits for the disk. A refusal counts when its answer has arrived.
 */

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '3' },
    revocations: { type: 'string', default: '300' },
    connections: { type: 'string', default: '8' },
    rest: { type: 'string', default: '20' },
    push: { type: 'string', default: 'postgres' },
    data: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const revocations = Number(values.revocations);
/** Tokens of the load; they stay. */
const STAYING = 32;

/** Milliseconds of each call until the refusal, which itself is one. */
const took: number[] = [];
/** Calls that were allowed although the revocation was answered before they were made. */
let allowed = 0;
const agent = new Agent({ keepAlive: true });
const folder = await mkdtemp(join(values.data, 'latchkey-bench-'));
const cluster = await startCluster([]);
const redis = values.push === 'redis' ? await startRedis() : null;
process.env.LATCHKEY_DATABASE_URL = cluster.url;
process.env.LATCHKEY_MASTER_KEY = randomBytes(32).toString('base64url');
if (redis) process.env.LATCHKEY_REDIS_URL = redis.url;
try {
  const nodes: Contestant[] = [];
  // One after the other, since the first makes the schema.
  for (let at = 0; at < Number(values.nodes); at++) {
    nodes.push(await startContestant({ name: 'latchkey', folder: join(folder, String(at)), pin: [] }));
  }
  const [first, ...others] = nodes;
  if (!first) throw new Error('There has to be a node.');
  const tokens = await tokensOf(first, revocations + STAYING);
  const loads = nodes.map((node) => calls(node, tokens.slice(revocations)));
  const times: number[] = [];
  for (const token of tokens.slice(0, revocations)) {
    await Promise.all(others.map((node) => mustBe(200, call(node, token))));
    await mustBe(200, revoke(first, token));
    const answered = performance.now();
    times.push(...(await Promise.all(others.map((node) => refused(node, token, answered)))));
  }
  const loaded = await Promise.all(loads.map((end) => end()));
  say(times, loaded);
  for (const node of nodes) await node.stop();
} finally {
  await redis?.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}

function recipeOf(node: Contestant, name: 'guarded call' | 'code exchange'): Recipe {
  const recipe = node.recipes[name];
  if (!recipe) throw new Error(`Latchkey has no ${name}.`);
  return recipe;
}

async function tokensOf(node: Contestant, count: number): Promise<string[]> {
  const recipe = recipeOf(node, 'code exchange');
  const found: string[] = [];
  await generateLoad({
    ...{ port: node.port, recipe, supply: supplyOf(recipe, await node.makeCodes(count)) },
    ...{ connections: 4, milliseconds: 600_000, requests: count },
    answered: (body) => found.push(/"access_token":"([^"]+)"/.exec(body)?.[1] ?? ''),
  });
  return found;
}

/** Keeps a node busy. Returns a function that ends that, and resolves to the calls a second. */
function calls(node: Contestant, tokens: string[]): () => Promise<number> {
  const recipe = recipeOf(node, 'guarded call');
  const supply = supplyOf(recipe, tokens);
  let going = true;
  const load = generateLoad({
    ...{ port: node.port, recipe, connections: Number(values.connections), rest: Number(values.rest) },
    ...{ milliseconds: 3_600_000, requests: Number.MAX_SAFE_INTEGER },
    supply: {
      next: (connection) => (going ? supply.next(connection) : null),
      answered: (connection, body) => supply.answered(connection, body),
    },
  });
  // A wrong answer fails the whole run.
  load.catch((error: unknown) => {
    throw error;
  });
  return async () => {
    going = false;
    return (await load).perSecond;
  };
}

/** Calls until a call is refused. Resolves to the milliseconds since `answered`. */
async function refused(node: Contestant, token: string, answered: number): Promise<number> {
  for (;;) {
    const asked = performance.now();
    const status = await call(node, token);
    const now = performance.now();
    took.push(now - asked);
    if (status !== 200) return now - answered;
    allowed += 1;
  }
}

function call(node: Contestant, token: string): Promise<number> {
  return send(node.port, recipeOf(node, 'guarded call'), token);
}

function revoke(node: Contestant, token: string): Promise<number> {
  const recipe = recipeOf(node, 'code exchange');
  return send(node.port, { ...recipe, path: '/oauth/revoke', body: 'token={}' }, token);
}

/** Resolves to the status. */
function send(port: number, { method, host, path, headers, body }: Recipe, value: string): Promise<number> {
  const filled = Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, text.replace('{}', value)]),
  );
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ agent, port, method, path, host: '127.0.0.1' },
      headers: { ...filled, host: `${host}:${port}` },
    });
    sent.on('error', reject).on('response', (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.end(method === 'POST' ? body.replace('{}', value) : undefined);
  });
}

async function mustBe(status: number, answer: Promise<number>): Promise<void> {
  const found = await answer;
  if (found !== status) throw new Error(`The answer was ${found}, not ${status}.`);
}

function quantiles(times: number[]): { p50: number; p99: number; longest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), longest: at(1) };
}

function say(times: number[], loaded: number[]): void {
  const report = {
    ...{ push: values.push, nodes: Number(values.nodes), refusals: times.length, allowed },
    callsPerSecond: loaded.map(Math.round),
    ...{ refusal: quantiles(times), call: quantiles(took) },
  };
  if (values.json) {
    console.log(JSON.stringify(report));
    return;
  }
  const said = ({ p50, p99, longest }: ReturnType<typeof quantiles>) =>
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`;
  console.log(
    `${report.nodes} nodes, push by ${report.push}, ${report.callsPerSecond.join(' + ')} calls a second beside it`,
  );
  console.log(
    `first refusal on each other node: ${said(report.refusal)}; ${allowed} of ${times.length} not at the first call`,
  );
  console.log(`a call by itself: ${said(report.call)}`);
}
