import { resolve } from 'node:path';
import type { DatabaseAddress } from '../config/environment/database.ts';
import { readBlocks, readEnvironment, readPort } from '../config/environment/environment.ts';
import type { RedisAddress } from '../config/environment/redis.ts';
import type { SmtpServer } from '../config/environment/smtp.ts';
import { StartError } from '../config/environment/start-error.ts';
import { SECOND } from '../lib/clock.ts';
import type { readArgs } from './command.ts';
import type { Terminal } from './terminal.ts';

export const SERVE_OPTIONS = {
  config: { type: 'string', multiple: true },
  data: { type: 'string' },
  port: { type: 'string' },
  listen: { type: 'string', default: '127.0.0.1' },
  hosts: { type: 'string' },
  'tls-port': { type: 'string' },
  'mtls-port': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'trusted-proxy': { type: 'string', multiple: true },
  notice: { type: 'string' },
  workers: { type: 'string' },
  'metrics-port': { type: 'string' },
  'metrics-listen': { type: 'string', default: '127.0.0.1' },
} as const;

type Values = ReturnType<typeof readArgs<typeof SERVE_OPTIONS>>['values'];

/** The options of `latchkey serve`, read and found safe. */
export interface Plan {
  mode: 'development' | 'production';
  port: number;
  listen: string;
  dataDir: string;
  hosts: 'localhost' | 'public';
  /** Milliseconds. */
  notice: number;
  trustedProxies: string[];
  metrics: { listen: string; port: number } | null;
  smtp: SmtpServer | null;
  database: DatabaseAddress | null;
  redis: RedisAddress | null;
  nodes: number;
  /** Processes that share the ports. */
  workers: number;
  tls: { port: number; mtlsPort: number | null; certificate: { cert: string; key: string } | null } | null;
}

/** Refuses unsafe settings before anything is opened. */
export function readPlan(values: Values, { env, cwd }: Terminal): Plan {
  const {
    mode,
    port,
    dataDir,
    trustedProxies: named,
    metricsPort: fromEnv,
    smtp,
    database,
    redis,
    nodes,
  } = readEnvironment(env);
  const metricsPort =
    values['metrics-port'] === undefined ? fromEnv : readPort(values['metrics-port'], '--metrics-port');
  const trustedProxies = values['trusted-proxy']
    ? readBlocks(values['trusted-proxy'].join(','), '--trusted-proxy')
    : named;
  const hosts = values.hosts ?? (mode === 'development' ? 'localhost' : 'public');
  if (hosts !== 'localhost' && hosts !== 'public') {
    throw new StartError(`--hosts is ${JSON.stringify(hosts)}: use localhost or public.`);
  }
  if (hosts === 'localhost' && mode === 'production') {
    throw new StartError(
      '--hosts localhost sends tokens over plain HTTP: set LATCHKEY_MODE=development to try things out, or use --hosts public with --tls-port.',
    );
  }
  return {
    mode,
    port: values.port === undefined ? port : readPort(values.port, '--port'),
    listen: values.listen,
    dataDir: resolve(cwd, values.data ?? dataDir),
    hosts,
    notice: readNotice(values.notice ?? '0'),
    trustedProxies,
    smtp,
    database,
    redis,
    nodes,
    workers: readWorkers(values),
    metrics: metricsPort === null ? null : { listen: values['metrics-listen'], port: metricsPort },
    tls: readTls(values, { hosts, mode, behindProxy: trustedProxies.length > 0 }, cwd),
  };
}

/** Longer than any load balancer needs to notice; a longer value would seem to hang. */
const LONGEST_NOTICE = 600;

function readNotice(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= LONGEST_NOTICE) return Number(text) * SECOND;
  throw new StartError(`--notice is ${JSON.stringify(text)}: use seconds from 0 to ${LONGEST_NOTICE}.`);
}

const MOST_WORKERS = 64;

function readWorkers({ workers: text = '1', port }: Values): number {
  if (!/^[1-9]\d?$/.test(text) || Number(text) > MOST_WORKERS) {
    throw new StartError(`--workers is ${JSON.stringify(text)}: use a number from 1 to ${MOST_WORKERS}.`);
  }
  if (text !== '1' && port === '0') {
    throw new StartError('--workers share one port, so --port has to name it.');
  }
  return Number(text);
}

function readTls(
  values: Values,
  { hosts, mode, behindProxy }: Pick<Plan, 'hosts' | 'mode'> & { behindProxy: boolean },
  cwd: string,
): Plan['tls'] {
  const { 'tls-port': port, 'mtls-port': mtlsPort, 'tls-cert': cert, 'tls-key': key } = values;
  if ((cert === undefined) !== (key === undefined)) {
    throw new StartError('--tls-cert and --tls-key go together: name both, or neither.');
  }
  if (hosts === 'localhost') {
    if (port === undefined && mtlsPort === undefined && cert === undefined) return null;
    throw new StartError(
      '--hosts localhost is plain HTTP: leave out the --tls options, or use --hosts public.',
    );
  }
  // TLS ends at the proxy, which has to confirm that on each request; a request without this is refused.
  if (port === undefined && behindProxy && mtlsPort === undefined && cert === undefined) return null;
  if (port === undefined) {
    throw new StartError(
      mode === 'production'
        ? 'Public host names are served over TLS: name a port, such as --tls-port 443 (to try things out without, set LATCHKEY_MODE=development).'
        : 'Public host names are served over TLS: name a port, such as --tls-port 4443.',
    );
  }
  if (cert === undefined && mode === 'production') {
    throw new StartError(
      'TLS in production needs a certificate that clients trust: name it with --tls-cert and --tls-key. Only development makes its own.',
    );
  }
  const certificate = cert && key ? { cert: resolve(cwd, cert), key: resolve(cwd, key) } : null;
  return {
    port: readPort(port, '--tls-port'),
    mtlsPort: mtlsPort === undefined ? null : readPort(mtlsPort, '--mtls-port'),
    certificate,
  };
}
