import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import { networkOf } from '../../lib/network.ts';
import { SteadyLimiter } from '../../lib/steady-limiter.ts';

const WINDOW_SECONDS = 60;
/** For one client from one address: a deployment with a wrong secret retries, a guesser needs 2^256 tries. */
const PER_CLIENT = 10;
/** For one address across all clients: somebody who tries one secret on many of them. */
const PER_ADDRESS = 100;

interface Limits {
  client: SteadyLimiter;
  address: SteadyLimiter;
}

const limits = new WeakMap<Api, Limits>();

/**
 * Seconds until a client may try to authenticate again from this address; `null` when it may now. Counting by
 * address as well keeps a guesser from locking the client out everywhere.
 */
export async function guessingPaused(api: Api, clientId: string, ip: string): Promise<number | null> {
  const { client, address } = limitsOf(api);
  const states = await Promise.all([client.get(clientKey(clientId, ip)), address.get(networkOf(ip))]);
  const waits = [[states[0], PER_CLIENT] as const, [states[1], PER_ADDRESS] as const].flatMap(
    ([state, most]) => (state && state.consumedPoints >= most ? [state.msBeforeNext] : []),
  );
  return waits.length === 0 ? null : Math.max(1, Math.ceil(Math.max(...waits) / 1000));
}

/** Counts a failed attempt. */
export async function countFailure(api: Api, clientId: string, ip: string): Promise<void> {
  const { client, address } = limitsOf(api);
  await Promise.all([consume(client, clientKey(clientId, ip)), consume(address, networkOf(ip))]);
}

async function consume(limiter: SteadyLimiter, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (full) {
    // Being over the limit is announced by throwing; whoever asks next is told to wait.
    if (!(full instanceof RateLimiterRes)) throw full;
  }
}

function limitsOf(api: Api): Limits {
  const known = limits.get(api);
  if (known) return known;
  const made: Limits = {
    client: new SteadyLimiter({ points: PER_CLIENT, duration: WINDOW_SECONDS }),
    address: new SteadyLimiter({ points: PER_ADDRESS, duration: WINDOW_SECONDS }),
  };
  limits.set(api, made);
  return made;
}

/** Hashed, because what is sent as a client identifier can be as long as the body. */
function clientKey(clientId: string, ip: string): string {
  return `${networkOf(ip)} ${sha256(clientId)}`;
}
