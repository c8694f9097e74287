import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { networkOf } from '../../lib/network.ts';
import { SteadyLimiter } from '../../lib/steady-limiter.ts';
import { refusal } from './answer.ts';

/** Registrations and changes of them from one address in an hour: enough for any office, too few to fill a disk. */
const PER_HOUR = 200;

/** Counts a request; the refusal when there were too many from its address. */
export type RegistrationLimit = (request: Inbound) => Promise<Answer | null>;

export function registrationLimit(): RegistrationLimit {
  const limiter = new SteadyLimiter({ points: PER_HOUR, duration: 3600 });
  return async ({ ip }) => {
    const wait = await secondsToWait(limiter, ip);
    if (wait === null) return null;
    const answer = refusal(429, 'temporarily_unavailable', 'Too many registrations from this address.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } };
  };
}

async function secondsToWait(limiter: SteadyLimiter, ip: string): Promise<number | null> {
  try {
    await limiter.consume(networkOf(ip));
    return null;
  } catch (full) {
    if (!(full instanceof RateLimiterRes)) throw full;
    return Math.max(1, Math.ceil(full.msBeforeNext / SECOND));
  }
}
