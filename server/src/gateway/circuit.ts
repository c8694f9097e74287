import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { Api } from '../api.ts';
import type { GatewaySettings } from '../config/index.ts';
import { SECOND, steady } from '../lib/clock.ts';

/** `gone`: the caller left before it was known whether the API behind answers. */
export type Outcome = 'answered' | 'failed' | 'gone';

export type CircuitOutlook = 'closed' | 'half-open' | 'open';

/** Gives an API behind that does not answer a rest, and its callers an answer at once. */
export interface Circuit {
  outlook(): CircuitOutlook;
  /** Seconds, rounded up, until a call may be tried again. */
  retryAfter(): number;
  /** Lets a call through, which says how it went; `null` when it is not let through. */
  enter(): ((outcome: Outcome) => void) | null;
}

const OUTLOOKS: Record<CircuitState, CircuitOutlook> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Opens after a number of failures in a row, and lets one call through after a pause: its outcome closes the circuit
 * or opens it again. A status is an answer, whichever it is; see docs/decisions on why.
 */
export function createCircuit(
  settings: GatewaySettings['circuit'],
  { clock, log, config }: Pick<Api, 'clock' | 'log'> & { config: Pick<Api['config'], 'name'> },
): Circuit {
  if (settings === false) {
    return { outlook: () => 'closed', retryAfter: () => 0, enter: () => () => {} };
  }
  const pause = settings.pause * SECOND;
  const policy = circuitBreaker(
    handleWhenResult((result) => result === 'failed'),
    // It reads the time of day, which may be set back while a circuit is open. How long that lasts is told here.
    { halfOpenAfter: Number.NEGATIVE_INFINITY, breaker: new ConsecutiveBreaker(settings.failures) },
  );
  let openedAt = 0;
  policy.onStateChange((state) => {
    if (state === CircuitState.Open) openedAt = steady(clock);
    log.warn({ api: config.name, circuit: OUTLOOKS[state] }, 'the circuit to the API behind changed');
  });
  const outlook = () => OUTLOOKS[policy.state];
  const left = () => Math.max(0, openedAt + pause - steady(clock));
  return {
    outlook,
    retryAfter: () => Math.max(1, Math.ceil(left() / SECOND)),
    enter() {
      // Others would wait for the one that tries, however long that takes.
      if (outlook() === 'half-open') return null;
      if (outlook() === 'open' && left() > 0) return null;
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      const running = policy.execute(() => promise);
      const tries = outlook() === 'half-open';
      running.catch(() => {});
      return (outcome) => {
        // The one call that tries has to tell something; of the others it does not count.
        if (outcome === 'gone' && !tries) reject(new Error('The caller has gone.'));
        else resolve(outcome === 'gone' ? 'failed' : outcome);
      };
    },
  };
}
