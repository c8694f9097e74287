import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type RedisServer, startRedis } from '../../scripts/redis.ts';
import { run } from '../../server/src/cli/run.ts';
import { mountSmallDisk } from '../../server/test/start/small-disk.ts';
import { Journal } from './journal/journal.ts';
import { Way } from './load/ask.ts';
import { Chance } from './load/chance.ts';
import { CALLBACK, Customer, type Party } from './load/customer.ts';
import { Lives } from './load/lives.ts';
import { startBalancer } from './parts/balancer.ts';
import { LatchkeyNode } from './parts/node.ts';
import { fiveMinutesAhead } from './parts/other-time.ts';
import { Passage } from './parts/passage.ts';
import { Postgres } from './parts/postgres.ts';
import { type Receiver, startReceiver } from './parts/receiver.ts';
import { startUpstream } from './parts/upstream.ts';
import type { Plan } from './plan.ts';

const API_FOLDER = join(import.meta.dirname, '../api');
const CONFIG = join(API_FOLDER, 'latchkey.config.ts');
/** A command of `latchkey` in this process, as if typed where the database is. */
export type Command = (args: string[], input?: string) => Promise<{ code: number; out: string; err: string }>;

/** Everything that a scenario needs, started. */
export interface Stage {
  plan: Plan;
  folder: string;
  chance: Chance;
  nodes: LatchkeyNode[];
  /** From each node to PostgreSQL; empty without it. */
  passages: Passage[];
  /** The one that is written to; `null` without PostgreSQL. */
  primary: Postgres | null;
  replica: Postgres | null;
  redis: RedisServer | null;
  receiver: Receiver;
  /** The folder of the database file. */
  data: string;
  journal: Journal;
  customers: Customer[];
  lives: Lives[];
  latchkey: Command;
  /** Stops everything; with `keep` the folder stays, with the journal and the log of each node. */
  close(keep: boolean): Promise<void>;
}

export async function setStage(plan: Plan, seed: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-chaos-'));
  const closers: (() => unknown)[] = [];
  const stage = { plan, folder, chance: new Chance(seed) } as Stage;
  stage.close = async (keep) => {
    for (const close of closers.toReversed()) await close();
    if (!keep) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const upstream = await startUpstream();
    closers.push(() => upstream.close());
    stage.receiver = await startReceiver(join(folder, 'ca'));
    closers.push(() => stage.receiver.close());
    stage.data = join(folder, 'data');
    mkdirSync(stage.data);
    if (plan.disk !== null) closers.push(mountSmallDisk(stage.data, plan.disk));
    await startDatabase(stage, closers);
    const env = {
      LATCHKEY_MODE: 'production',
      LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex'),
      CHAOS_UPSTREAM: `http://127.0.0.1:${upstream.port}`,
      NODE_EXTRA_CA_CERTS: stage.receiver.caFile,
      ...(stage.redis ? { LATCHKEY_REDIS_URL: stage.redis.url } : {}),
    };
    const addressOf = () => (stage.primary ? { LATCHKEY_DATABASE_URL: stage.primary.url } : {});
    stage.latchkey = commands(() => ({ ...env, LATCHKEY_DATA: stage.data, ...addressOf() }));
    const parties = await populate(stage);
    await startNodes(stage, env, closers);
    const port = await entrance(stage, closers);
    stage.journal = new Journal(join(folder, 'journal.jsonl'));
    stage.customers = parties.map((party) => {
      const way = new Way(port);
      closers.push(() => way.close());
      return new Customer(party, way, stage.journal);
    });
    stage.lives = stage.customers.map((customer, index) => {
      const name = `customer ${index + 1}`;
      return new Lives(customer, new Chance(seed + index + 1), { name, think: plan.think });
    });
    return stage;
  } catch (error) {
    await stage.close(true);
    throw error;
  }
}

async function startDatabase(stage: Stage, closers: (() => unknown)[]): Promise<void> {
  const { plan } = stage;
  Object.assign(stage, { primary: null, replica: null, redis: null, passages: [] });
  if (plan.redis) {
    const redis = await startRedis();
    closers.push(() => redis.stop());
    stage.redis = redis;
  }
  if (plan.database === 'sqlite') return;
  // Whichever is there in the end.
  closers.push(
    () => stage.primary?.remove(),
    () => stage.replica?.remove(),
  );
  stage.primary = await Postgres.make();
  if (plan.replica) stage.replica = await Postgres.replicaOf(stage.primary);
}

async function startNodes(
  stage: Stage,
  env: Record<string, string>,
  closers: (() => unknown)[],
): Promise<void> {
  const { plan, folder, primary } = stage;
  stage.nodes = [];
  for (let number = 1; number <= plan.nodes; number++) {
    const name = `node${number}`;
    const own: Record<string, string> = { ...env, LATCHKEY_DATA: stage.data };
    if (primary) {
      const passage = await Passage.to(primary.port);
      closers.push(() => passage.close());
      stage.passages.push(passage);
      own.LATCHKEY_DATABASE_URL = `postgres://latchkey@127.0.0.1:${passage.port}/postgres`;
      own.LATCHKEY_DATA = join(folder, name);
    }
    if (plan.skewed && number === plan.nodes) Object.assign(own, fiveMinutesAhead());
    const node = await LatchkeyNode.of({ name, config: CONFIG, folder, env: own, workers: plan.workers });
    closers.push(() => node.kill());
    stage.nodes.push(node);
    await node.start();
  }
}

/** Where the customers ask. */
async function entrance(stage: Stage, closers: (() => unknown)[]): Promise<() => number> {
  const ports = stage.nodes.map(({ port }) => port);
  if (!stage.plan.balancer) return () => ports[0] ?? 0;
  const balancer = await startBalancer(stage.folder, ports);
  closers.push(() => balancer.close());
  return () => balancer.port;
}

function commands(env: () => NodeJS.ProcessEnv): Command {
  return async (args, input = '') => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(args, {
      say: (line) => void out.push(line),
      write: async (text) => void out.push(text.replace(/\n$/, '')),
      note: (line) => void err.push(line),
      env: env(),
      cwd: API_FOLDER,
      input: Readable.from([input]),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
}

/** The database, with customers and an endpoint that is told of all changes. */
async function populate({ plan, latchkey, receiver }: Stage): Promise<Party[]> {
  const must = async (args: string[], input?: string) => {
    const { code, out, err } = await latchkey(args, input);
    if (code !== 0) throw new Error(`latchkey ${args.join(' ')}: ${err}`);
    return out;
  };
  await must(['create']);
  const { url, secret } = receiver;
  await must(['webhook', 'add', '--url', url, '--secret-stdin'], secret);
  const parties: Party[] = [];
  for (let number = 1; number <= plan.customers; number++) {
    // Two customers share a tenant, so that rows of one user might show under another as well.
    const tenant = `company_${Math.ceil(number / 2)}`;
    if (number % 2 === 1) await must(['tenant', 'add', tenant, '--name', tenant]);
    const email = `person${number}@yard.example`;
    const password = randomBytes(12).toString('base64url');
    await must(['user', 'add', email, '--tenant', tenant, '--role', 'member', '--password-stdin'], password);
    const clientKind = number % 2 === 1 ? 'platform' : 'confidential';
    const out = await must([
      ...['client', 'add', `Client ${number}`, '--redirect', CALLBACK, '--kind', clientKind],
      ...['--tenant', tenant, '--acts-as', email, '--grant', 'client_credentials'],
      ...['--grant', 'authorization_code', '--grant', 'refresh_token'],
    ]);
    const [, clientId = '', clientSecret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];
    parties.push({ email, password, tenant, clientKind, clientId, clientSecret });
  }
  return parties;
}
