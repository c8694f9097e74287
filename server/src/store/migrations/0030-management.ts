/** Keys to the management API, the people who work for the API owner, and answers to requests that may be repeated. */
export const management = `
CREATE TABLE management_tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  tenant_id TEXT,
  made_by TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX management_tokens_by_time ON management_tokens(created_at, id);
CREATE INDEX management_tokens_by_tenant ON management_tokens(tenant_id, created_at, id) WHERE tenant_id IS NOT NULL;
CREATE TABLE operators (
  user_id TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE idempotent_answers (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  sealed TEXT,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
`;
