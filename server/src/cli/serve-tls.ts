import { join } from 'node:path';
import type { Listener, TlsCertificate } from '../http/listener.ts';
import { portProblem } from '../http/port-problem.ts';
import { MINUTE } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Running } from '../main.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { watchCertificate } from '../metrics/watched.ts';
import { localCa } from '../tls/local-ca.ts';
import { expiryOf, isUnfit, readPair, renewing, unfit } from '../tls/renewal.ts';
import type { Plan } from './serve-plan.ts';
import type { Terminal } from './terminal.ts';

interface Serving {
  running: Running;
  listener: Listener;
  log: Logger;
  metrics: Metrics | undefined;
  note: Terminal['note'];
}

/**
 * Opens the TLS ports. A certificate that is named by its files is read again when they change, so that
 * renewing it needs no restart; if the new files do not fit, the old certificate stays. Throws `StartError`
 * if they do not fit at the start.
 */
export async function serveTls(
  plan: Pick<Plan, 'dataDir' | 'listen'>,
  { port, mtlsPort, certificate }: NonNullable<Plan['tls']>,
  { running, listener, log, metrics, note }: Serving,
): Promise<void> {
  const apis = [...running.apis.values()];
  const hosts = apis.flatMap(({ address }) => [...address.hosts.keys()]);
  const pair = certificate
    ? await readPair(certificate)
    : await localPair(join(plan.dataDir, 'ca'), hosts, note);
  const takesCertificates = apis.some(({ config }) => config.clientCertificates?.from === 'tls');
  let at = port;
  try {
    await listener.listenTls(port, pair, { asksForCertificates: takesCertificates && mtlsPort === null });
    if (mtlsPort !== null) {
      at = mtlsPort;
      const asking = await listener.listenTls(mtlsPort, pair, { asksForCertificates: true });
      note(`Clients with certificates come to port ${asking}.`);
    }
  } catch (error) {
    if (certificate && isUnfit(error)) throw unfit(certificate, error);
    throw portProblem(error, plan.listen, at);
  }
  const renewal = certificate && renewing(certificate, pair, { listener, log });
  if (renewal) setInterval(renewal.look, MINUTE).unref();
  if (metrics) watchCertificate(metrics, () => expiryOf(renewal?.current() ?? pair));
}

async function localPair(folder: string, hosts: string[], note: Terminal['note']): Promise<TlsCertificate> {
  const authority = await localCa(folder);
  note(`Clients trust ${authority.caFile}.`);
  return authority.certificateFor(hosts);
}
