/** Columns and tables for sender-constrained tokens, pushed requests, devices and one-time keys. */
export const completeAuthorizationServer = `
ALTER TABLE sessions ADD COLUMN public_id TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE clients ADD COLUMN last_used_at INTEGER;
ALTER TABLE client_secrets ADD COLUMN sealed TEXT;

ALTER TABLE authorization_codes ADD COLUMN context TEXT NOT NULL DEFAULT '{}';
ALTER TABLE token_families ADD COLUMN context TEXT NOT NULL DEFAULT '{}';
ALTER TABLE access_tokens ADD COLUMN confirmation TEXT;
ALTER TABLE access_tokens ADD COLUMN authorization_details TEXT NOT NULL DEFAULT '[]';
ALTER TABLE access_tokens ADD COLUMN actors TEXT NOT NULL DEFAULT '[]';

CREATE TABLE used_once (
  key TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE logout_notices (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE pushed_requests (
  hash TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  parameters TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  consumed_at INTEGER
) WITHOUT ROWID;

CREATE TABLE device_requests (
  hash TEXT PRIMARY KEY,
  user_code_hash TEXT NOT NULL UNIQUE,
  client_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  audience TEXT NOT NULL,
  mode TEXT NOT NULL,
  status TEXT NOT NULL,
  user_id TEXT,
  tenant_id TEXT,
  grant_id TEXT,
  grant_version INTEGER,
  authenticated_at INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  polled_at INTEGER,
  interval INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX token_families_by_user ON token_families(user_id, client_id);
`;
