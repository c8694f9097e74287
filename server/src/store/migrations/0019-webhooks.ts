/**
 * Endpoints that are told of events, the outbox, and each event's way to each endpoint. A delivery leaves with its event
 * or its endpoint. Both indexes hold only what is unfinished, or what a receiver has not been told of yet.
 */
export const webhooks = `
CREATE TABLE webhook_endpoints (
  id TEXT PRIMARY KEY,
  client_id TEXT REFERENCES clients(id) ON DELETE CASCADE,
  url TEXT NOT NULL,
  events TEXT,
  ordered INTEGER NOT NULL,
  secrets TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  failures INTEGER NOT NULL,
  failing_since INTEGER,
  paused_until INTEGER NOT NULL
);
CREATE INDEX webhook_endpoints_by_client ON webhook_endpoints(client_id, id);
CREATE TABLE webhook_events (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  client_id TEXT,
  tenant_id TEXT,
  connected_account_id TEXT,
  mode TEXT,
  data TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE TABLE webhook_deliveries (
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints(id) ON DELETE CASCADE,
  event_number INTEGER NOT NULL REFERENCES webhook_events(number) ON DELETE CASCADE,
  account TEXT,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER,
  since INTEGER NOT NULL,
  answered_at INTEGER,
  answer TEXT,
  body TEXT,
  named INTEGER NOT NULL,
  PRIMARY KEY (endpoint_id, event_number)
) WITHOUT ROWID;
CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries(event_number);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries(endpoint_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries(endpoint_id, account, event_number)
WHERE account IS NOT NULL AND status IN ('due', 'waiting');
CREATE INDEX webhook_deliveries_skipped ON webhook_deliveries(endpoint_id, account, event_number)
WHERE account IS NOT NULL AND status = 'given_up' AND named = 0;
`;
