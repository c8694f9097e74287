import type { RunMode } from '../../config/environment.ts';
import type { ApiConfig } from '../../config/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { broken, type Finding, unsafe } from './finding.ts';

const PATIENCE = 3 * SECOND;

/** Whether the API behind the gateway answers at all, and whether its clock agrees with ours. */
export async function checkUpstream(
  { front, name }: ApiConfig,
  mode: RunMode,
  now: () => number,
): Promise<Finding[]> {
  if (front.kind !== 'gateway') return [];
  let response: Response;
  try {
    response = await fetch(front.upstream, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    const what = `The upstream of ${name}, ${front.upstream}, does not answer (${causeOf(error)}): calls get 502.`;
    const todo = 'Start it, or correct front in the configuration.';
    return [mode === 'production' ? broken(what, todo) : unsafe(what, todo)];
  }
  const theirs = Date.parse(response.headers.get('date') ?? '');
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

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  if (error.name === 'TimeoutError') return `not within ${PATIENCE / SECOND} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
