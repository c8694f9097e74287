import type { Rule } from '../audit/seal/retention.ts';
import { DAY } from '../lib/clock.ts';

/** So many days longer than the rows about the calls, so that a year can be compared with the one before. */
const LONGER = 400;

/** Returns for how long counters stay, in milliseconds, by the rule for rows about calls: always longer than these. */
export function usageKept({ days, kinds }: Rule): number {
  return ((kinds['api.called'] ?? days) + LONGER) * DAY;
}
