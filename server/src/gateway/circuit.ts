import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { Api } from '../api.ts';
import type { GatewaySettings } from '../config/index.ts';
import { SECOND, steady } from '../lib/clock.ts';

/** `gone`: the caller left before it was known whether the upstream answers. */
export type Outcome = 'answered' | 'failed' | 'gone';

export type CircuitOutlook = 'closed' | 'half-open' | 'open';

/** Stops calls to an upstream that does not answer, and answers its callers at once. */
export interface Circuit {
  outlook(): CircuitOutlook;
  /** Seconds, rounded up, until a call may be tried again. */
  retryAfter(): number;
  /**
   * Lets a call through and returns the function that reports its outcome, or `null` if the circuit is open.
   */
  enter(): ((outcome: Outcome) => void) | null;
}

const OUTLOOKS: Record<CircuitState, CircuitOutlook> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Opens after a number of failures in a row, and lets one call through after a pause: its outcome closes the
 * circuit or opens it again. Any status counts as an answer; docs/decisions has the reason.
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
    // The library reads the time of day, which may be set back while a circuit is open, so the pause is timed
    // here.
    { halfOpenAfter: Number.NEGATIVE_INFINITY, breaker: new ConsecutiveBreaker(settings.failures) },
  );
  let openedAt = 0;
  policy.onStateChange((state) => {
    if (state === CircuitState.Open) openedAt = steady(clock);
    log.warn({ api: config.name, circuit: OUTLOOKS[state] }, 'the circuit to the API behind changed');
  });
  const outlook = () => OUTLOOKS[policy.state];
  const left = () => Math.max(0, openedAt + pause - steady(clock));
  const tell = (outcome: Outcome | Promise<Outcome>) => void policy.execute(() => outcome).catch(() => {});
  /** Whether the last outcome in a closed circuit was a failure. */
  let failing = false;
  /** While the circuit is closed the library hears of failures, and of the first answer after one: others change nothing. */
  const settled = (outcome: Outcome) => {
    const counts = outcome === 'failed' || (outcome === 'answered' && failing);
    if (!counts || outlook() !== 'closed') return;
    failing = outcome === 'failed';
    tell(outcome);
  };
  return {
    outlook,
    retryAfter: () => Math.max(1, Math.ceil(left() / SECOND)),
    enter() {
      if (outlook() === 'closed') return settled;
      // Further calls would have to wait for the one that tries, however long it takes.
      if (outlook() === 'half-open' || left() > 0) return null;
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      tell(promise);
      // The call that tries must report an outcome.
      return (outcome) => resolve(outcome === 'gone' ? 'failed' : outcome);
    },
  };
}
