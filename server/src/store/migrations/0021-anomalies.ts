/**
 * Counts requests by subject, network and hour; keeps what is usual for a subject, and the alerts about what was not. In
 * `activity` the empty subject is the whole API.
 */
export const anomalies = `
CREATE TABLE activity (
  hour INTEGER NOT NULL,
  subject TEXT NOT NULL,
  network TEXT NOT NULL,
  tenant_id TEXT,
  client_id TEXT,
  connected_account_id TEXT,
  grant_id TEXT,
  user_id TEXT,
  mode TEXT,
  allowed INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  refreshed INTEGER NOT NULL,
  repeated INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (hour, subject, network)
) WITHOUT ROWID;
CREATE INDEX activity_of_client ON activity(client_id, network, hour) WHERE connected_account_id IS NOT NULL;

CREATE TABLE habits (
  subject TEXT PRIMARY KEY,
  habits TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  facts TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  subject TEXT NOT NULL,
  tenant_id TEXT,
  client_id TEXT,
  connected_account_id TEXT,
  grant_id TEXT,
  user_id TEXT,
  mode TEXT,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX alerts_by_time ON alerts(created_at, id);
CREATE INDEX alerts_by_tenant ON alerts(tenant_id, created_at, id) WHERE tenant_id IS NOT NULL;
CREATE INDEX alerts_by_client ON alerts(client_id, created_at, id) WHERE client_id IS NOT NULL;
CREATE INDEX alerts_by_account ON alerts(connected_account_id, created_at, id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX alerts_by_grant ON alerts(grant_id, created_at, id) WHERE grant_id IS NOT NULL;
`;
