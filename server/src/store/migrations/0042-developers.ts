/** People who signed up to make clients, and whether an owner of the API approved them. */
export const developers = `
CREATE TABLE developers (
  user_id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  purpose TEXT,
  reason TEXT,
  created_at INTEGER NOT NULL,
  decided_at INTEGER
) WITHOUT ROWID;
CREATE INDEX developers_by_time ON developers(created_at, user_id);
CREATE INDEX developers_by_state ON developers(state, created_at, user_id);
`;
