import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { Budget } from '../../lib/budget.ts';
import { refusal } from './answer.ts';

/** Registrations and changes per hour: enough for any office, too few to fill a disk. */
const REGISTRATIONS = { network: 200, total: 5_000, seconds: 3_600 };

/** Counts a request. Returns the refusal if there were too many. */
export type RegistrationLimit = (request: Inbound) => Promise<Answer | null>;

export function registrationLimit(): RegistrationLimit {
  const budget = new Budget(REGISTRATIONS);
  return async ({ ip }) => {
    const wait = await budget.take(ip);
    if (wait === null) return null;
    const answer = refusal(429, 'temporarily_unavailable', 'Too many registrations from this address.');
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } };
  };
}
