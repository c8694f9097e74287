import type { MonthStore } from '../months/verbs.ts';

/** The log is one table (docs/decisions/0058-months-of-the-log.md). */
export const NO_MONTHS: MonthStore = {
  keepMonths: async () => {},
  closedMonth: async () => null,
  removeMonth: async () => false,
};
