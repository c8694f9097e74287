/**
 * Rows of the log that the counters do not have yet. A verb on PostgreSQL notes them in its own transaction, and the transaction that
 * counts them takes the note away. On SQLite the counters are in the transaction of the verb, and this stays empty.
 */
export const uncounted = `
CREATE TABLE uncounted (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  events TEXT NOT NULL
) WITHOUT ROWID;
`;
