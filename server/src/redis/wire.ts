import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { createClient, createCluster } from '@redis/client';
import type { RedisAddress } from '../config/environment/redis.ts';
import { StartError } from '../config/environment/start-error.ts';
import { SECOND } from '../lib/clock.ts';

const CONNECT_TIMEOUT = 2 * SECOND;
const LONGEST_PAUSE = SECOND;

/** The answer to one command. */
export type Reply = string | number | null | Reply[];

/** A connection to one server, or those to the nodes of a cluster. */
export interface Wire {
  /** Sends a command to where the key is. Rejects at once while there is no connection. */
  send(key: string, args: string[]): Promise<Reply>;
  /** Sends a command to each node that may be written. */
  sendToEach(args: string[]): Promise<Reply[]>;
  /** Drops what was sent and not answered. */
  close(): void;
}

/** Told what happens to a connection, also when it was made again. */
export interface Events {
  ready(): void;
  failed(error: Error): void;
}

/** One server with what it takes to connect to it. */
export type Target = { host: string; port: number } & Credentials;

interface Credentials {
  tls: boolean;
  ca: string | null;
  username: string | null;
  password: string | null;
  database: number;
}

/** Reads the trusted certificates, so that a missing file is told at start. */
export async function credentialsOf(address: RedisAddress): Promise<Credentials> {
  const { tls, caFile, username, password, database } = address;
  const ca = caFile === null ? null : await readFile(caFile, 'utf8').catch(() => null);
  if (caFile !== null && !ca?.includes('-----BEGIN CERTIFICATE-----')) {
    throw new StartError(`LATCHKEY_REDIS_CA_FILE, ${caFile}, is no readable file of certificates (PEM).`);
  }
  return { tls, ca, username, password, database };
}

/** Options of `@redis/client` for one server. Commands never wait for a connection: the caller has to decide meanwhile. */
export function clientOptions({ host, port, database, ...credentials }: Target) {
  const { defaults } = clusterDefaults(credentials);
  return { ...defaults, database, socket: { ...defaults.socket, host, port, ...serverName(host) } };
}

function clusterDefaults({ tls, ca, username, password }: Omit<Credentials, 'database'>) {
  return {
    defaults: {
      ...(username === null ? {} : { username }),
      ...(password === null ? {} : { password }),
      disableOfflineQueue: true,
      maintNotifications: 'disabled' as const,
      name: 'latchkey',
      socket: {
        connectTimeout: CONNECT_TIMEOUT,
        reconnectStrategy: (retries: number) =>
          Math.min(LONGEST_PAUSE, 25 * 2 ** Math.min(retries, 10)) * (0.5 + Math.random() / 2),
        ...(tls ? { tls: true as const, ...(ca === null ? {} : { ca }) } : {}),
      },
    },
  };
}

/** RFC 6066 section 3: no literal addresses in the name of the server. */
function serverName(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/** Connects to a server, again and again until it is closed. */
export function openServer(target: Target, { ready, failed }: Events): Wire {
  const client = createClient(clientOptions(target));
  client.on('error', failed).on('ready', ready);
  // Failures are told by the event, also those of later attempts.
  client.connect().catch(() => {});
  return {
    send: (_key, args) => client.sendCommand<Reply>(args),
    sendToEach: async (args) => [await client.sendCommand<Reply>(args)],
    close: () => {
      if (client.isOpen) client.destroy();
    },
  };
}

/** Finds the nodes of a cluster, again and again until it knows them. */
export function openCluster(
  hosts: RedisAddress['hosts'],
  credentials: Credentials,
  { ready, failed }: Events,
): Wire {
  const cluster = createCluster({
    // A node that stands still takes a connection and says nothing: then the next is asked.
    rootNodes: hosts.map(({ host, port }) => {
      const options = clientOptions({ host, port, ...credentials });
      return { ...options, socket: { ...options.socket, socketTimeout: CONNECT_TIMEOUT } };
    }),
    ...clusterDefaults(credentials),
    minimizeConnections: true,
    topologyRefreshOnReconnectionAttemptStrategy: SECOND,
  });
  cluster.on('error', failed);
  let again: NodeJS.Timeout | undefined;
  const find = () => {
    cluster.connect().then(ready, () => {
      again = setTimeout(find, LONGEST_PAUSE).unref();
    });
  };
  find();
  return {
    send: (key, args) => cluster.sendCommand<Reply>(key, false, args),
    sendToEach: (args) =>
      Promise.all(
        cluster.masters.map(async (master) => (await cluster.nodeClient(master)).sendCommand<Reply>(args)),
      ),
    close() {
      clearTimeout(again);
      if (cluster.isOpen) cluster.destroy();
    },
  };
}
