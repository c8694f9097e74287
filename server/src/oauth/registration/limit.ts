import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { Budget } from '../../limits/throttle.ts';
import { refusal } from './answer.ts';

/** Registrations and changes per hour: enough for any office, too few to fill a disk. */
const REGISTRATIONS = new Budget('registrations', { network: 200, total: 5_000, seconds: 3_600 });

/** Counts a request. Returns the refusal if there were too many. */
export type RegistrationLimit = (request: Inbound) => Promise<Answer | null>;

export function registrationLimit({ runtime }: Pick<Api, 'runtime'>): RegistrationLimit {
  return async ({ ip }) => {
    const wait = await REGISTRATIONS.take(runtime.throttles, ip);
    if (wait === null) return null;
    const answer = refusal(429, 'temporarily_unavailable', 'Too many registrations from this address.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } };
  };
}
