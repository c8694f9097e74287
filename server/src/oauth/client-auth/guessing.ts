import type { Api } from '../../api.ts';
import { consume, secondsOf } from '../../lib/budget.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';

/**
 * Counts a wrong try to authenticate as a client; seconds to wait when there were too many of them. What is right is
 * not asked about here: a secret that nobody can guess is never refused for somebody else's wrong ones.
 *
 * A network that was told to wait leaves nothing more behind, or each name that it made up would take memory.
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

/** Seconds until a client may try again a secret that somebody chose; `null` when it may now. */
export async function guessingPaused(
  api: Pick<Api, 'runtime'>,
  clientId: string,
  ip: string,
): Promise<number | null> {
  const { client, across } = api.runtime.guessing;
  const state = await client.get(clientKey(clientId, ip));
  return state && state.consumedPoints >= client.points ? secondsOf(state) : across.wait(ip);
}

/** Hashed, because what is sent as a client identifier can be as long as the body. */
function clientKey(clientId: string, ip: string): string {
  return `${networkOf(ip)} ${sha256(clientId)}`;
}
