/** Until when nothing more is told of a limit, across restarts and processes. */
export const limitNotices = `
CREATE TABLE limit_notices (
  key TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
