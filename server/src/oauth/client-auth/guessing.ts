import type { Api } from '../../api.ts';
import { Budget, consume, secondsOf } from '../../lib/budget.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';
import { SteadyLimiter } from '../../lib/steady-limiter.ts';

const WINDOW_SECONDS = 60;
/** For one client from one network: a deployment with a wrong secret retries. */
const PER_CLIENT = 10;
/** Across all clients: somebody who tries one secret on many of them; for one network, and for all together. */
const ACROSS_CLIENTS = { network: 100, everybody: 20_000, seconds: WINDOW_SECONDS };

interface Limits {
  client: SteadyLimiter;
  across: Budget;
}

const limits = new WeakMap<Api, Limits>();

/**
 * Counts a wrong try to authenticate as a client; seconds to wait when there were too many of them. What is right is
 * not asked about here: a secret that nobody can guess is never refused for somebody else's wrong ones.
 *
 * A network that was told to wait leaves nothing more behind, or each name that it made up would take memory.
 */
export async function countFailure(api: Api, clientId: string, ip: string): Promise<number | null> {
  const { client, across } = limitsOf(api);
  const wait = await across.take(ip);
  if (wait !== null) return wait;
  const refusal = await consume(client, clientKey(clientId, ip));
  return refusal && secondsOf(refusal);
}

/** Seconds until a client may try again a secret that somebody chose; `null` when it may now. */
export async function guessingPaused(api: Api, clientId: string, ip: string): Promise<number | null> {
  const { client, across } = limitsOf(api);
  const state = await client.get(clientKey(clientId, ip));
  return state && state.consumedPoints >= PER_CLIENT ? secondsOf(state) : across.wait(ip);
}

function limitsOf(api: Api): Limits {
  const known = limits.get(api);
  if (known) return known;
  const made: Limits = {
    client: new SteadyLimiter({ points: PER_CLIENT, duration: WINDOW_SECONDS }),
    across: new Budget(ACROSS_CLIENTS),
  };
  limits.set(api, made);
  return made;
}

/** Hashed, because what is sent as a client identifier can be as long as the body. */
function clientKey(clientId: string, ip: string): string {
  return `${networkOf(ip)} ${sha256(clientId)}`;
}
