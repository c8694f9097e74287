import type { AuditEvent, AuditRow } from '../../model/index.ts';

/** Changes by any process on the database, read from the log. */
export interface ChangeStore {
  /**
   * Returns at most `limit` rows after this id that are not about API calls, oldest first, and the id up to
   * which the log was read. Ids are in the order of commits, so no row appears later before that id.
   */
  changesAfter(id: number, limit: number): Promise<{ rows: AuditRow[]; through: number }>;
  /** Returns the id of the newest row; 0 if there is none. */
  newestChange(): Promise<number>;
  /**
   * Calls `listener` after each commit of this process that wrote such rows, before a verb of it is answered, with these
   * rows. `unknown`: something changed, in this process or another, and
   * nobody can say what. Returns a function that stops it.
   */
  onChange(listener: (rows: readonly AuditEvent[] | 'unknown') => void): () => void;
}
