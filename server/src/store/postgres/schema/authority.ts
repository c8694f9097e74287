/**
 * The people, clients, grants and tokens, as SQLite's migrations up to 24 leave them: the same columns, keys and indexes. `TEXT`
 * and `INTEGER` stand for what `inPostgres` makes of them.
 */
export const authority = `
CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL
);

CREATE TABLE memberships (
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  user_id TEXT NOT NULL REFERENCES users(id),
  role TEXT NOT NULL,
  user_name TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (user_id, tenant_id)
);
CREATE INDEX memberships_by_name ON memberships(tenant_id, user_name, user_id);
CREATE INDEX memberships_by_role ON memberships(tenant_id, role, user_id);

CREATE TABLE custom_roles (
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  permissions TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  public_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sessions_by_user ON sessions(user_id);

CREATE TABLE clients (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  mode TEXT NOT NULL,
  redirect_uris TEXT NOT NULL,
  grant_types TEXT NOT NULL,
  scopes TEXT NOT NULL,
  auth_method TEXT,
  dialects TEXT NOT NULL,
  owner_user_id TEXT REFERENCES users(id),
  tenant_id TEXT REFERENCES tenants(id),
  acts_as_user_id TEXT REFERENCES users(id),
  origin TEXT NOT NULL,
  logo_uri TEXT,
  client_uri TEXT,
  registration_token_hash TEXT,
  created_at INTEGER NOT NULL,
  settings TEXT NOT NULL DEFAULT '{}',
  last_used_at INTEGER
);
CREATE INDEX clients_never_used ON clients(created_at)
WHERE last_used_at IS NULL AND origin IN ('registration', 'document');
CREATE INDEX clients_by_tenant ON clients(tenant_id, created_at) WHERE tenant_id IS NOT NULL;
CREATE INDEX clients_by_owner ON clients(owner_user_id, created_at, id) WHERE owner_user_id IS NOT NULL;

CREATE TABLE client_secrets (
  client_id TEXT NOT NULL REFERENCES clients(id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  sealed TEXT,
  PRIMARY KEY (client_id, hash)
);

CREATE TABLE initial_access_tokens (
  hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  uses_left INTEGER
);

CREATE TABLE connected_accounts (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES clients(id) ON DELETE CASCADE,
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  mode TEXT NOT NULL,
  ip_allowlist TEXT,
  held TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (client_id, tenant_id, mode)
);
CREATE INDEX connected_accounts_of_platform ON connected_accounts(client_id, id);
CREATE INDEX connected_accounts_by_tenant ON connected_accounts(tenant_id);

CREATE TABLE connected_account_aliases (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES connected_accounts(id) ON DELETE CASCADE
);
CREATE INDEX connected_account_aliases_by_account ON connected_account_aliases(account_id);

CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES clients(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id),
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  mode TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT,
  selection INTEGER NOT NULL,
  ceiling TEXT,
  connected_account_id TEXT REFERENCES connected_accounts(id),
  ip_allowlist TEXT,
  held TEXT,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  repeated_at INTEGER,
  authorized_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (client_id, user_id, tenant_id)
);
CREATE INDEX grants_live ON grants(tenant_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked ON grants(tenant_id, created_at, id) WHERE status = 'revoked';
CREATE INDEX grants_live_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status = 'revoked';
CREATE INDEX grants_by_account ON grants(connected_account_id, authorized_at, id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX grants_live_by_account ON grants(connected_account_id, authorized_at, id)
WHERE connected_account_id IS NOT NULL AND status <> 'revoked';

CREATE TABLE earlier_selections (
  id TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  grant_version INTEGER NOT NULL,
  resources TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE authorization_codes (
  hash TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  grant_version INTEGER NOT NULL,
  redirect_uri TEXT,
  code_challenge TEXT,
  scopes TEXT NOT NULL,
  audience TEXT NOT NULL,
  mode TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  redeemed_at INTEGER,
  family_id TEXT,
  context TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE token_families (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  grant_version INTEGER NOT NULL,
  scopes TEXT NOT NULL,
  audience TEXT NOT NULL,
  mode TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  context TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX token_families_by_session ON token_families((context::json ->> 'sessionId'))
WHERE (context::json ->> 'sessionId') IS NOT NULL;
CREATE INDEX token_families_by_grant ON token_families(grant_id, created_at);

CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  repeats INTEGER NOT NULL DEFAULT 0,
  kept_at INTEGER
);

CREATE TABLE access_tokens (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  client_id TEXT NOT NULL,
  user_id TEXT,
  tenant_id TEXT,
  grant_id TEXT,
  grant_version INTEGER,
  family_id TEXT,
  scopes TEXT NOT NULL,
  audience TEXT NOT NULL,
  mode TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  confirmation TEXT,
  authorization_details TEXT NOT NULL DEFAULT '[]',
  actors TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE personal_tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  hint TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users(id),
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  scopes TEXT NOT NULL,
  ip_allowlist TEXT,
  mode TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  revoked_at INTEGER
);
CREATE INDEX personal_tokens_by_tenant ON personal_tokens(tenant_id, created_at);
CREATE INDEX personal_tokens_by_user ON personal_tokens(user_id, tenant_id, created_at, id);

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
  interval INTEGER NOT NULL,
  authorization_details TEXT NOT NULL DEFAULT '[]',
  selection INTEGER
);

CREATE TABLE pushed_requests (
  hash TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  parameters TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  consumed_at INTEGER
);

CREATE TABLE shown_once (
  key TEXT PRIMARY KEY,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE used_once (
  key TEXT PRIMARY KEY,
  expires_at INTEGER NOT NULL
);

CREATE TABLE logout_notices (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX logout_notices_by_due ON logout_notices(due_at, id);
`;
