import { StartError } from './start-error.ts';

/** A Redis or Valkey for all APIs of a process. */
export interface RedisAddress {
  /** Of a cluster, any of its nodes, which know the others; else one. */
  hosts: readonly { host: string; port: number }[];
  cluster: boolean;
  tls: boolean;
  /** A file with the certificates (PEM) that are trusted instead of the system's. */
  caFile: string | null;
  username: string | null;
  password: string | null;
  /** A cluster has only database 0. */
  database: number;
  /** All keys and channels begin with it and a colon. */
  prefix: string;
  /** Milliseconds within which a command is answered, or given up: a call waits for it. */
  timeout: number;
  /** The operator chose the prefix, so others may use the server as well. */
  shared: boolean;
}

const PORT = 6379;
const PREFIX = 'latchkey';
const TIMEOUT = 100;
const LONGEST_TIMEOUT = 5_000;
const WITH_URL = ['LATCHKEY_REDIS_CA_FILE', 'LATCHKEY_REDIS_PREFIX', 'LATCHKEY_REDIS_TIMEOUT'] as const;
const HOW =
  'use redis://user:password@host:6379, rediss:// for TLS, or redis-cluster:// (rediss-cluster://) with some of its nodes, ' +
  'such as redis-cluster://r1:6379,r2:6379; with % in user and password as %25';

const ADDRESS = /^(redis|rediss)(-cluster)?:\/\/(?:([^@/:]*)(?::([^@/]*))?@)?([^@/]+)(?:\/(\d{0,3}))?$/;

/**
 * Reads `LATCHKEY_REDIS_URL`, and with it `LATCHKEY_REDIS_CA_FILE`, `LATCHKEY_REDIS_PREFIX` and `LATCHKEY_REDIS_TIMEOUT`. Returns `null` without the first: each node
 * counts by itself then. Throws `StartError`, which never repeats an address, because it has a password.
 */
export function readRedis(env: NodeJS.ProcessEnv): RedisAddress | null {
  const { LATCHKEY_REDIS_URL: url, LATCHKEY_REDIS_CA_FILE: caFile, LATCHKEY_REDIS_PREFIX: prefix } = env;
  if (!url) {
    const alone = WITH_URL.find((variable) => env[variable]);
    if (!alone) return null;
    throw new StartError(`${alone} is set without LATCHKEY_REDIS_URL: set both, or neither.`);
  }
  const [, scheme, cluster, user, password, places = '', database] = ADDRESS.exec(url) ?? [];
  const hosts = places.split(',').map(hostOf);
  if (scheme === undefined || hosts.includes(null)) {
    throw new StartError(`LATCHKEY_REDIS_URL is no address of a Redis or Valkey: ${HOW}.`);
  }
  if (cluster ? Number(database ?? 0) !== 0 : hosts.length > 1) {
    throw new StartError(
      cluster
        ? 'LATCHKEY_REDIS_URL names a database of a cluster, which has none but 0: leave it out.'
        : 'LATCHKEY_REDIS_URL names several hosts: that is for a cluster, redis-cluster:// or rediss-cluster://.',
    );
  }
  if (caFile && scheme !== 'rediss') {
    throw new StartError(
      'LATCHKEY_REDIS_CA_FILE is for TLS: begin LATCHKEY_REDIS_URL with rediss:// or rediss-cluster://.',
    );
  }
  return {
    hosts: hosts.filter((each) => each !== null),
    cluster: cluster !== undefined,
    tls: scheme === 'rediss',
    caFile: caFile || null,
    username: decoded(user),
    password: decoded(password),
    database: Number(database || 0),
    prefix: readPrefix(prefix),
    timeout: readTimeout(env.LATCHKEY_REDIS_TIMEOUT),
    shared: Boolean(prefix),
  };
}

function hostOf(place: string): { host: string; port: number } | null {
  const [, six, plain, port] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(place) ?? [];
  const host = six ?? plain;
  return host === undefined || Number(port ?? PORT) > 65_535 ? null : { host, port: Number(port ?? PORT) };
}

function decoded(text: string | undefined): string | null {
  try {
    return text ? decodeURIComponent(text) : null;
  } catch {
    throw new StartError(
      'LATCHKEY_REDIS_URL has a % in user or password that begins no escape: write it as %25.',
    );
  }
}

function readTimeout(text: string | undefined): number {
  if (!text) return TIMEOUT;
  const timeout = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (timeout >= 1 && timeout <= LONGEST_TIMEOUT) return timeout;
  throw new StartError(
    `LATCHKEY_REDIS_TIMEOUT is ${JSON.stringify(text)}: use milliseconds from 1 to ${LONGEST_TIMEOUT}.`,
  );
}

function readPrefix(text: string | undefined): string {
  if (!text) return PREFIX;
  // Braces would decide in which slot of a cluster a key is, and * and ? match others' keys in rules of access.
  if (/^[\w.:-]{1,60}$/.test(text)) return text;
  throw new StartError(
    `LATCHKEY_REDIS_PREFIX is ${JSON.stringify(text)}: use up to 60 letters, digits and . _ : -`,
  );
}
