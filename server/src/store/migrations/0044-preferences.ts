/** How people want to be spoken to. */
export const preferences = `
CREATE TABLE preferences (
  user_id TEXT PRIMARY KEY REFERENCES users (id),
  language TEXT,
  time_zone TEXT
) WITHOUT ROWID;
`;
