import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PgServer } from '../../server/src/store/postgres/server.ts';
import config from './contestants/latchkey.config.ts';
import { type Contestant, startContestant } from './contestants/start.ts';
import { generateLoad, type LoadResult } from './load/generate.ts';
import { supplyOf } from './load/supply.ts';
import { markdownTable } from './report.ts';
import type { Scenario } from './scenarios.ts';
import { type SizedDatabase, startPostgres } from './sized-database.ts';
import { valuesFor } from './turns.ts';

/*
 * The same requests on a file, on one node of PostgreSQL and on three, in turns; and the statements that a request sends to PostgreSQL. The
 * refresh tokens are of as many grants as there are connections, as those of different customers are.
 */

const SCENARIOS = ['client credentials', 'refresh', 'guarded call'] as const satisfies Scenario[];
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    'warm-up': { type: 'string', default: '5000' },
    connections: { type: 'string', default: '32' },
    data: { type: 'string', default: tmpdir() },
  },
});
const connections = Number(values.connections);
const folder = await mkdtemp(join(values.data, 'latchkey-bench-'));
process.env.LATCHKEY_MASTER_KEY = randomBytes(32).toString('base64url');
process.env.USERS = values.connections;
const started: Contestant[] = [];
const start = async (name: string) => {
  const node = await startContestant({ name: 'latchkey', folder: join(folder, name), pin: [] });
  started.push(node);
  return node;
};
try {
  const file = await start('file');
  const postgres = await startPostgres(['shared_preload_libraries=pg_stat_statements']);
  try {
    const nodes = [await start('1'), await start('2'), await start('3')];
    const database = await postgres.sized(`latchkey_${config.name}`);
    const statements = await countStatements();
    const rows: string[][] = [];
    for (const scenario of SCENARIOS) {
      rows.push([scenario, 'a file', ...(await measure(scenario, [file], null))]);
      for (const [on, serving] of [
        ['one node', nodes.slice(0, 1)],
        ['three nodes', nodes],
      ] as const) {
        const measured = await measure(scenario, serving, database, statements.forget);
        rows.push([scenario, `PostgreSQL, ${on}`, ...measured]);
        for (const line of await statements.told(Number(values.requests))) {
          console.log(`${scenario}, ${on}: ${line}`);
        }
      }
    }
    const head = ['request', 'on', 'requests/s', 'p50 ms', 'p99 ms', 'CPU of nodes, µs', 'of PostgreSQL, µs'];
    console.log(`\n${markdownTable(head, rows, 2)}`);
    await statements.close();
    await database.close();
    for (const node of started.splice(1)) await node.stop();
  } finally {
    await postgres.stop();
  }
} finally {
  for (const node of started) await node.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Shares the connections out among the nodes. Codes and tokens are made before anything is measured. */
async function measure(
  scenario: Scenario,
  nodes: readonly Contestant[],
  database: SizedDatabase | null,
  began = async () => {},
): Promise<string[]> {
  await (await supplied(scenario, nodes))(Number(values['warm-up']));
  const load = await supplied(scenario, nodes);
  const cpu = async () =>
    (await Promise.all(nodes.map((node) => node.cpu()))).reduce((sum, each) => sum + each, 0);
  await began();
  const [before, served] = [await cpu(), (await database?.processorTime()) ?? 0];
  const results = await load(Number(values.requests));
  const answers = results.reduce((sum, each) => sum + each.answers, 0);
  const used = ((await cpu()) - before) / answers;
  const byDatabase = database ? (((await database.processorTime()) - served) * 1e6) / answers : 0;
  return [
    Math.round(results.reduce((sum, each) => sum + each.perSecond, 0)),
    ...(['p50', 'p99'] as const).map((of) => Math.max(...results.map((each) => each[of])).toFixed(1)),
    Math.round(used),
    database ? Math.round(byDatabase) : '',
  ].map(String);
}

/** Returns the function that sends so many requests to the nodes, all at once. */
async function supplied(scenario: Scenario, nodes: readonly Contestant[]) {
  const each = Math.floor(connections / nodes.length);
  const loads: ((requests: number) => Promise<LoadResult>)[] = [];
  // One node after the other: all of them redeem codes of the same users.
  for (const node of nodes) {
    const recipe = node.recipes[scenario];
    if (!recipe) throw new Error(`Latchkey has no ${scenario}.`);
    const given = await valuesFor(node, recipe, { connections: each }, each);
    loads.push((requests) =>
      generateLoad({
        ...{ port: node.port, recipe, supply: supplyOf(recipe, given), connections: each },
        ...{ milliseconds: Number.MAX_SAFE_INTEGER, requests },
      }),
    );
  }
  return (requests: number) => Promise.all(loads.map((load) => load(Math.ceil(requests / nodes.length))));
}

interface Statements {
  forget(): Promise<void>;
  /** Those that there are at least one of for twenty requests, most first. */
  told(requests: number): Promise<string[]>;
  close(): Promise<void>;
}

/** By pg_stat_statements, which is a part of PostgreSQL. */
async function countStatements(): Promise<Statements> {
  const server = new PgServer(process.env.LATCHKEY_DATABASE_URL ?? '', { connections: 1 });
  const ask = async (sql: string) => (await server.with((connection) => connection.command(sql))).rows;
  await ask('CREATE EXTENSION pg_stat_statements');
  return {
    async forget() {
      await ask('SELECT pg_stat_statements_reset()');
    },
    async told(requests) {
      const rows = await ask(
        'SELECT query, sum(calls), sum(total_exec_time) FROM pg_stat_statements GROUP BY query ORDER BY 2 DESC',
      );
      return rows
        .map(([query, calls, ms]) => ({
          text: String(query).replace(/\s+/g, ' ').slice(0, 90),
          each: Number(calls) / requests,
          micros: (Number(ms) * 1_000) / requests,
        }))
        .filter(({ each }) => each > 0.05)
        .map(({ text, each, micros }) => `${each.toFixed(2)} a request, ${Math.round(micros)} µs: ${text}`);
    },
    close: () => server.close(),
  };
}
