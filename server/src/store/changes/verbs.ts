import type { AuditRow } from '../../model/index.ts';

/** Changes by any process that works on the database, as the log tells them. */
export interface ChangeStore {
  /**
   * Rows after this id that are not about a call to the API, oldest first, at most `limit`, and the id up to which the
   * log was read. Ids are given in the order of commits, so nothing appears later before that id.
   */
  changesAfter(id: number, limit: number): Promise<{ rows: AuditRow[]; through: number }>;
  /** Id of the newest row; 0 when there is none. */
  newestChange(): Promise<number>;
  /** Calls `listener` after each commit of this process that wrote such a row. Returns what ends that. */
  onChange(listener: () => void): () => void;
}
