import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { RunMode } from '../../config/environment/environment.ts';
import type { ApiConfig } from '../../config/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { broken, type Finding, unsafe } from './finding.ts';

const PATIENCE = 3 * SECOND;

/** Checks whether the upstream answers, and whether its clock agrees with ours. */
export async function checkUpstream(
  { front, name }: ApiConfig,
  mode: RunMode,
  now: () => number,
): Promise<Finding[]> {
  if (front.kind !== 'gateway') return [];
  let date: string | null;
  try {
    date = await (front.http2 ? dateByHttp2(front.upstream) : dateByHttp1(front.upstream));
  } catch (error) {
    const what = `The upstream of ${name}, ${front.upstream}, does not answer (${causeOf(error)}): calls get 502.`;
    const todo = 'Start it, or correct front in the configuration.';
    return [mode === 'production' ? broken(what, todo) : unsafe(what, todo)];
  }
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs) || Math.abs(theirs - now()) <= MINUTE) return [];
  const seconds = Math.round((theirs - now()) / SECOND);
  const todo = 'Let both machines be kept by NTP: identities are valid for a minute.';
  return [
    unsafe(
      `The clock of the upstream of ${name} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}.`,
      todo,
    ),
  ];
}

async function dateByHttp1(upstream: string): Promise<string | null> {
  const signal = AbortSignal.timeout(PATIENCE);
  const { headers } = await fetch(upstream, { method: 'HEAD', redirect: 'manual', signal });
  return headers.get('date');
}

async function dateByHttp2(upstream: string): Promise<string | null> {
  const session = connect(upstream);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const failed = once(session, 'error', { signal }).then(([error]) => Promise.reject(error));
    const stream = session.request({ ':method': 'HEAD', ':path': '/' }, { signal });
    const [headers] = (await Promise.race([once(stream, 'response'), failed])) as [IncomingHttpHeaders];
    return headers.date ?? null;
  } finally {
    session.destroy();
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  if (error.name === 'TimeoutError') return `not within ${PATIENCE / SECOND} s`;
  const { cause } = error;
  for (const one of [cause, error]) if (one instanceof Error && 'code' in one) return String(one.code);
  return error.message;
}
