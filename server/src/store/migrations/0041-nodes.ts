/** The state of each node, as it last told it. */
export const nodes = `
CREATE TABLE nodes (
  name TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  push TEXT NOT NULL,
  push_age INTEGER,
  chores INTEGER NOT NULL,
  remembered INTEGER NOT NULL,
  cleaned_at INTEGER
) WITHOUT ROWID;
`;
