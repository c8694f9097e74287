/** Adds up the counters of a client by day, over its connected accounts: a platform with thousands has too many of its hours to add up. */
export const usageByDay = `
CREATE TABLE usage_days (
  day INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  operation TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (day, client_id, operation, outcome, code)
) WITHOUT ROWID;

INSERT INTO usage_days
SELECT hour - hour % 86400000, client_id, operation, outcome, code, sum(calls)
FROM usage GROUP BY 1, 2, 3, 4, 5;

CREATE INDEX usage_days_by_client ON usage_days(client_id, day);
`;
