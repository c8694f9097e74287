import type { AuditEvent, AuditSeal, FoundRow, Instant } from '../../model/index.ts';
import type { Through } from '../seals/verbs.ts';

/** The months of the log, where each is a table of its own. SQLite has one table for all, and no months. */
export interface MonthStore {
  /**
   * Prepares the tables of the months to come, has the new rows of a month go into its own, and drops the tables of closed months that
   * are empty.
   */
  keepMonths(now: Instant): Promise<void>;
  /** Returns the oldest month with rows that none is added to any more; `null` if there is none. */
  closedMonth(now: Instant): Promise<ClosedMonth | null>;
  /**
   * Removes all rows of a closed month, with the seals over them and before. A seal that reaches into the next month leaves with its
   * rows there. Resolves to whether it was done; it was not if another node was first, somebody reads the month, or the last seal is the newest.
   */
  removeMonth(removing: RemovingMonth): Promise<boolean>;
}

export interface ClosedMonth {
  /** Names its table, such as `audit_2026_11`. */
  name: string;
  /** The largest id that a row of it can have. */
  lastId: number;
}

export interface RemovingMonth {
  month: ClosedMonth;
  /** The first seal that is left, and the last that has rows of the month. */
  first: AuditSeal;
  last: AuditSeal;
  /** Returns how far each kind was removed according to a removal row, or `null` if the row is not trusted. */
  trusted(row: FoundRow): Through | null;
  /** Returns the rows that record this removal. */
  audit(removed: { through: Through; head: AuditSeal }): AuditEvent[];
}
