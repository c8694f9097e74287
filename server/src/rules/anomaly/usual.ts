import type { Habits } from './habits.ts';

/** Days after which a volume is known. */
const LEAST_DAYS = 3;

/**
 * Returns the most of an hour on the busiest day but one of the last days, so that a single day, such as one with an anomaly,
 * does not become the measure. Returns `null` while it is not known.
 */
export function usualMost({ days }: Pick<Habits, 'days'>, what: 'calls' | 'refused'): number | null {
  if (days.length < LEAST_DAYS) return null;
  const [, second = 0] = days.map((day) => day[what]).sort((one, other) => other - one);
  return second;
}
