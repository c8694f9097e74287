import type { Rule } from './finding.ts';
import { usualMost } from './usual.ts';

const LEAST_REFUSED = 20;
const TIMES = 4;

/**
 * Codes that a sound client causes now and then and mends by itself: by a refresh, by waiting, with a new proof. They are not
 * counted as refusals here.
 */
export const EXCUSED: ReadonlySet<string> = new Set([
  'token_expired',
  'nonce_required',
  'rate_limited',
  'unavailable',
]);

/** Finds a run of refused calls: many in an hour, and several times as many as ever before. */
export const refusals: Rule = (habits, hour, { tide }) => {
  const usual = usualMost(habits, 'refused');
  if (usual === null || hour.refused < LEAST_REFUSED || hour.refused <= TIMES * usual * tide) return null;
  return { kind: 'refusals', facts: { count: hour.refused, usual } };
};
