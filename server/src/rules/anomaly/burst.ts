import type { Rule } from './finding.ts';
import { usualMost } from './usual.ts';

const LEAST_CALLS = 150;
const TIMES = 4;

/** Finds an hour with several times the calls of its busiest hours before, unless the whole API is as busy. */
export const burst: Rule = (habits, hour, { tide }) => {
  const usual = usualMost(habits, 'calls');
  if (usual === null || hour.calls < LEAST_CALLS || hour.calls <= TIMES * usual * tide) return null;
  return { kind: 'burst', facts: { count: hour.calls, usual } };
};
