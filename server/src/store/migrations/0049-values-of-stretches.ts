/** The values that the rows of a stretch of the log have, by which a search passes stretches without any. On PostgreSQL it stays empty. */
export const valuesOfStretches = `
CREATE TABLE audit_stretches (
  stretch INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (stretch, field, value)
) WITHOUT ROWID;
`;
