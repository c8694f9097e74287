import type { Api } from '../../api.ts';
import { consume, secondsOf } from '../../lib/budget.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';

/**
 * Counts a failed client authentication. Returns the seconds to wait if there were too many. Correct secrets
 * are not limited here: a random secret is never refused because of an attacker's wrong attempts.
 *
 * A network that already has to wait adds no further counters, because each invented name would take memory.
 */
export async function countFailure(
  api: Pick<Api, 'runtime'>,
  clientId: string,
  ip: string,
): Promise<number | null> {
  const { client, across } = api.runtime.guessing;
  const wait = await across.take(ip);
  if (wait !== null) return wait;
  const refusal = await consume(client, clientKey(clientId, ip));
  return refusal && secondsOf(refusal);
}

/**
 * Returns the seconds until a client may try a chosen, and so guessable, secret again, or `null` if it may
 * now.
 */
export async function guessingPaused(
  api: Pick<Api, 'runtime'>,
  clientId: string,
  ip: string,
): Promise<number | null> {
  const { client, across } = api.runtime.guessing;
  const state = await client.get(clientKey(clientId, ip));
  return state && state.consumedPoints >= client.points ? secondsOf(state) : across.wait(ip);
}

/** Hashed, because a client identifier may be as long as the body. */
function clientKey(clientId: string, ip: string): string {
  return `${networkOf(ip)} ${sha256(clientId)}`;
}
