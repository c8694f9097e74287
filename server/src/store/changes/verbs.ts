import type { AuditEvent, AuditRow } from '../../model/index.ts';

/** A commit's changes, of this process or of another node. */
export interface Change {
  /** The rows that a commit of this process wrote to the log, without those about calls. */
  rows: readonly AuditEvent[];
  /** Tags (rules/change) of what else is outdated; that of everything where nobody can say what has changed. */
  outdated: readonly string[];
}

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
   * Calls `listener` after each commit of this process that changed something, before a verb of it is answered, and as soon as
   * another node tells of a change, where nodes do (docs/decisions/0055-push-between-nodes.md). Returns a function that stops it.
   */
  onChange(listener: (change: Change) => void): () => void;
}
