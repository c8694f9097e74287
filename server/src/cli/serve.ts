import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writableFolder } from '../config/environment/data-folder.ts';
import { readBlocks, readEnvironment, readPort } from '../config/environment/environment.ts';
import { loadMasterKey } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { Front } from '../config/schema/front.ts';
import { type Listener, openListener, type TlsCertificate } from '../http/listener.ts';
import { portProblem } from '../http/port-problem.ts';
import { SECOND } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { type FolderLock, lockFolder, type Running, requireDatabase, startLatchkey } from '../main.ts';
import { localCa } from '../tls/local-ca.ts';
import { type Command, readArgs } from './command.ts';
import { loadConfigs } from './load-config.ts';
import { whatMakes } from './open-store.ts';
import type { Terminal } from './terminal.ts';

const OPTIONS = {
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
} as const;

type Values = ReturnType<typeof readArgs<typeof OPTIONS>>['values'];

export const serve: Command = {
  name: 'serve',
  summary: 'run the APIs of one or more configurations',
  usage: `latchkey serve [--config <file>]… [--data <folder>] [--port <n>] [--hosts localhost|public] …

  --config <file>   a configuration; repeat it for more APIs (default: latchkey.config.ts here)
  --data <folder>   where databases live (default: LATCHKEY_DATA, else .latchkey here)
  --port <n>        plain HTTP: pages in localhost mode, health and internal requests in both (default: PORT, else 4000)
  --listen <addr>   address to listen on (default: 127.0.0.1)
  --hosts <how>     public: the configuration's host names over TLS; localhost: http://<label>.<api>.localhost:<port>,
                    in development only (default: public; localhost in development)
  --tls-port <n>    HTTPS, needed for --hosts public
  --mtls-port <n>   HTTPS that asks for client certificates, so that the other port spares browsers the question;
                    without it --tls-port asks, where a configuration takes certificates from TLS
  --tls-cert <file> --tls-key <file>
                    certificate chain and key (PEM); without them a local authority makes one, in development only

  --trusted-proxy <address or block>
                    of a proxy in front, whose X-Forwarded-For and X-Forwarded-Proto are believed; repeat it for more
                    (default: LATCHKEY_TRUSTED_PROXIES, else none). With one, TLS may end there: no --tls-port needed
  --notice <seconds>
                    how long /readyz says 503 when told to stop, while everything is served as before, so that load
                    balancers look elsewhere first (default: 0)

In production the databases have to be there: latchkey create makes them, once.

  LATCHKEY_MODE     production (default) or development
  LATCHKEY_MASTER_KEY or LATCHKEY_MASTER_KEY_FILE
                    32 bytes in base64url or hex; development makes its own in <data>/master.key
  LATCHKEY_LOG      level of the log on standard output: info (default), warn, error, debug`,
  async run(args, terminal) {
    const { values } = readArgs('serve', args, OPTIONS, { least: 0, most: 0 });
    const plan = readPlan(values, terminal);
    const apis = await loadConfigs(values.config, terminal.cwd);
    // Opens the port first: if another Latchkey has it, nothing on disk is touched.
    const listener = await openListener(plan.listen, plan.port).catch((error) => {
      throw portProblem(error, plan.listen, plan.port);
    });
    let lock: FolderLock | undefined;
    try {
      // Checked before anything is created in a folder that is not mounted.
      if (plan.mode === 'production') {
        for (const { config } of apis) requireDatabase(plan.dataDir, config.name);
      }
      await writableFolder(plan.dataDir);
      lock = lockFolder(plan.dataDir);
      // Registered early: the operator may stop the server as soon as it reports that it is up.
      const told = untilTold();
      const running = await start(plan, apis, listener, terminal);
      await told;
      terminal.note('Stopping: requests under way finish first.');
      await running.close();
      return 0;
    } catch (error) {
      await listener.close();
      throw error;
    } finally {
      lock?.release();
    }
  },
};

interface Plan {
  mode: 'development' | 'production';
  port: number;
  listen: string;
  dataDir: string;
  hosts: 'localhost' | 'public';
  /** Milliseconds. */
  notice: number;
  trustedProxies: string[];
  tls: { port: number; mtlsPort: number | null; certificate: { cert: string; key: string } | null } | null;
}

/** Refuses unsafe settings before anything is opened. */
function readPlan(values: Values, { env, cwd }: Terminal): Plan {
  const { mode, port, dataDir, trustedProxies: named } = readEnvironment(env);
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
    tls: readTls(values, { hosts, mode, behindProxy: trustedProxies.length > 0 }, cwd),
  };
}

/** Longer than any load balancer needs to notice; a longer value would seem to hang. */
const LONGEST_NOTICE = 600;

function readNotice(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= LONGEST_NOTICE) return Number(text) * SECOND;
  throw new StartError(`--notice is ${JSON.stringify(text)}: use seconds from 0 to ${LONGEST_NOTICE}.`);
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

async function start(
  plan: Plan,
  apis: Awaited<ReturnType<typeof loadConfigs>>,
  listener: Listener,
  terminal: Terminal,
): Promise<Running> {
  const { env, note } = terminal;
  const running = await startLatchkey({
    apis,
    dataDir: plan.dataDir,
    masterKey: await loadMasterKey(plan.dataDir, env, plan.mode),
    listener,
    hosts: plan.hosts,
    trustedProxies: plan.trustedProxies,
    notice: plan.notice,
    opening: whatMakes(plan.mode),
    log: createLogger({ level: env.LATCHKEY_LOG || 'info' }),
  });
  try {
    if (plan.tls) await serveTls(plan, plan.tls, running, listener, note);
  } catch (error) {
    await running.close();
    throw error;
  }
  note(`Latchkey is up on port ${listener.port}${listener.tlsPort ? `, TLS on ${listener.tlsPort}` : ''}.`);
  for (const { config, address } of running.apis.values()) {
    note(`${config.title}`);
    note(`  API      ${address.api}${standsIn(config.front)}`);
    note(`  account  ${address.origin}/account`);
    note(`  issuer   ${address.issuer}`);
  }
  return running;
}

/** Describes where calls go, so that the operator knows what to start next. */
function standsIn(front: Front): string {
  switch (front.kind) {
    case 'gateway':
      return `  →  ${front.upstream}`;
    case 'in-process':
      return '';
    case 'sdk':
      return '  (call your own API: it asks Latchkey through @latchkey/guard)';
    case 'forward-auth':
      return '  (call your proxy: it asks Latchkey)';
  }
}

async function serveTls(
  { dataDir, listen }: Plan,
  { port, mtlsPort, certificate }: NonNullable<Plan['tls']>,
  running: Running,
  listener: Listener,
  note: Terminal['note'],
): Promise<void> {
  let pair: TlsCertificate;
  if (certificate) {
    pair = { cert: await readPem(certificate.cert), key: await readPem(certificate.key) };
  } else {
    const authority = await localCa(join(dataDir, 'ca'));
    pair = await authority.certificateFor(
      [...running.apis.values()].flatMap(({ address }) => [...address.hosts.keys()]),
    );
    note(`Clients trust ${authority.caFile}.`);
  }
  const takesCertificates = [...running.apis.values()].some(
    ({ config }) => config.clientCertificates?.from === 'tls',
  );
  let at = port;
  try {
    await listener.listenTls(port, pair, { asksForCertificates: takesCertificates && mtlsPort === null });
    if (mtlsPort === null) return;
    at = mtlsPort;
    const asking = await listener.listenTls(mtlsPort, pair, { asksForCertificates: true });
    note(`Clients with certificates come to port ${asking}.`);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (certificate && code.startsWith('ERR_OSSL')) {
      throw new StartError(
        `${certificate.cert} and ${certificate.key} are no certificate and key that fit (${code}).`,
      );
    }
    throw portProblem(error, listen, at);
  }
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/**
 * In milliseconds. Ctrl-C reaches a process in several ways at once, so a second one counts only after this
 * time.
 */
const SAME_SIGNAL_WITHIN = 1_000;

async function untilTold(): Promise<void> {
  await new Promise<void>((resolve) => {
    let told = Number.POSITIVE_INFINITY;
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (Date.now() - told > SAME_SIGNAL_WITHIN) process.exit(1);
        told = Math.min(told, Date.now());
        resolve();
      });
    }
  });
}
