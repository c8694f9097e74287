import { resolve } from 'node:path';
import { isBlock } from '../../lib/ip-blocks.ts';
import { type DatabaseAddress, readDatabase } from './database.ts';
import { type RedisAddress, readRedis } from './redis.ts';
import { readSmtpServer, type SmtpServer } from './smtp.ts';
import { StartError } from './start-error.ts';

/**
 * `development` creates its own master key and permits plain http on localhost; `production` does neither.
 */
export type RunMode = 'development' | 'production';

/** Settings from the environment. Command-line options override them. */
export interface Environment {
  port: number;
  /** Absolute path of the data folder. */
  dataDir: string;
  mode: RunMode;
  /** Addresses and CIDR blocks of trusted proxies. */
  trustedProxies: string[];
  /** `null`: no metrics. */
  metricsPort: number | null;
  /** `null`: no mails go out. */
  smtp: SmtpServer | null;
  /** `null`: files in the data folder. */
  database: DatabaseAddress | null;
  /** `null`: each node counts its share. */
  redis: RedisAddress | null;
  /** The nodes that share limits, as far as they do not tell each other by Redis. */
  nodes: number;
}

/**
 * Reads `PORT` (default 4000), `LATCHKEY_DATA` (`.latchkey` in the current folder), `LATCHKEY_MODE`,
 * `LATCHKEY_TRUSTED_PROXIES`, `LATCHKEY_METRICS_PORT`, `LATCHKEY_SMTP_URL` and `LATCHKEY_REDIS_URL` (none),
 * `LATCHKEY_DATABASE_URL` (files) and `LATCHKEY_NODES` (1). An empty variable counts as absent. Throws `StartError` for an invalid
 * value.
 */
export function readEnvironment(
  env: NodeJS.ProcessEnv,
  defaults: { mode: RunMode } = { mode: 'production' },
): Environment {
  return {
    port: env.PORT ? readPort(env.PORT, 'PORT') : 4000,
    dataDir: resolve(env.LATCHKEY_DATA || '.latchkey'),
    mode: env.LATCHKEY_MODE ? readMode(env.LATCHKEY_MODE) : defaults.mode,
    trustedProxies: readBlocks(env.LATCHKEY_TRUSTED_PROXIES ?? '', 'LATCHKEY_TRUSTED_PROXIES'),
    metricsPort: env.LATCHKEY_METRICS_PORT
      ? readPort(env.LATCHKEY_METRICS_PORT, 'LATCHKEY_METRICS_PORT')
      : null,
    smtp: env.LATCHKEY_SMTP_URL ? readSmtpServer(env.LATCHKEY_SMTP_URL, 'LATCHKEY_SMTP_URL') : null,
    database: readDatabase(env),
    redis: readRedis(env),
    nodes: readNodes(env.LATCHKEY_NODES),
  };
}

/** Parses a TCP port; 0 means any free one. `source` names the origin of the text in errors. */
export function readPort(text: string, source: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) {
    throw new StartError(
      `${source} is ${JSON.stringify(text)}, which is no port: use a number from 0 to 65535.`,
    );
  }
  return port;
}

/** Parses addresses and CIDR blocks separated by commas. `source` names the origin of the text in errors. */
export function readBlocks(text: string, source: string): string[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !isBlock(entry));
  if (wrong !== undefined) {
    throw new StartError(
      `${source}: ${JSON.stringify(wrong)} is no address and no block such as 10.0.0.0/8.`,
    );
  }
  return entries;
}

const MOST_NODES = 1_000;

function readNodes(text: string | undefined): number {
  if (!text) return 1;
  const nodes = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (nodes >= 1 && nodes <= MOST_NODES) return nodes;
  throw new StartError(`LATCHKEY_NODES is ${JSON.stringify(text)}: use a number from 1 to ${MOST_NODES}.`);
}

function readMode(text: string): RunMode {
  if (text === 'development' || text === 'production') return text;
  throw new StartError(`LATCHKEY_MODE is ${JSON.stringify(text)}: use development or production.`);
}
