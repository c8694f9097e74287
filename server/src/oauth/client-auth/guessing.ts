import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';
import { after, type Soon } from '../../lib/soon.ts';
import { Budget, Throttle } from '../../limits/throttle.ts';
import { type Count, waitFor } from '../../limits/windows.ts';

type Throttled = { runtime: Pick<Api['runtime'], 'throttles'> };

/** Failures of one client from one network: a deployment with a wrong secret retries. */
const OF_CLIENT = new Throttle('secret', { calls: 10, per: 60 });
/** Across all clients: an attacker could try one secret on many. */
const ACROSS_CLIENTS = new Budget('secrets', { network: 100, total: 20_000, seconds: 60 });

/**
 * Counts a client authentication that failed, or that may be a guess, before it is tried: parallel guesses all count. Returns
 * the seconds to wait if there were too many. Correct secrets of Latchkey's own making are not limited: a random secret is
 * never refused because of an attacker's wrong attempts.
 *
 * A network that already has to wait adds no further counters, because each invented name would take memory.
 */
export function countGuess(api: Throttled, guess: Count[]): Soon<number | null> {
  return after(api.runtime.throttles.take(guess), waitFor);
}

/** Takes back a guess that was none: the secret was right. */
export function forgiveGuess(api: Throttled, guess: Count[]): Soon<void> {
  return api.runtime.throttles.giveBack(guess);
}

/**
 * Returns what a guess at a client's secret counts against. The name is hashed, because a client identifier may be as long as
 * the body.
 */
export function guessOf(clientId: string, ip: string): Count[] {
  return [OF_CLIENT.count(`${networkOf(ip)} ${sha256(clientId)}`), ...ACROSS_CLIENTS.counts(ip)];
}
