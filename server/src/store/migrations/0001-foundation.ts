/**
 * The first tables. Times are milliseconds since the epoch; lists and objects are JSON text. Tables with many
 * short-lived rows are clustered by their hash and have no index on expiry: the cleaner walks the primary key
 * (see docs/decisions/0003-expiry-by-walking.md).
 */
export const foundation = `
CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL
);

CREATE TABLE memberships (
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  user_id TEXT NOT NULL REFERENCES users(id),
  role TEXT NOT NULL,
  PRIMARY KEY (user_id, tenant_id)
) WITHOUT ROWID;
CREATE INDEX memberships_by_tenant ON memberships(tenant_id);

CREATE TABLE custom_roles (
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  permissions TEXT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) WITHOUT ROWID;

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

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
  created_at INTEGER NOT NULL
);
CREATE INDEX clients_by_owner ON clients(owner_user_id) WHERE owner_user_id IS NOT NULL;

CREATE TABLE client_secrets (
  client_id TEXT NOT NULL REFERENCES clients(id) ON DELETE CASCADE,
  hash TEXT NOT NULL,
  hint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (client_id, hash)
) WITHOUT ROWID;

CREATE TABLE initial_access_tokens (
  hash TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires_at INTEGER
) WITHOUT ROWID;

CREATE TABLE grants (
  id TEXT PRIMARY KEY,
  client_id TEXT NOT NULL REFERENCES clients(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id),
  tenant_id TEXT NOT NULL REFERENCES tenants(id),
  mode TEXT NOT NULL,
  scopes TEXT NOT NULL,
  resources TEXT,
  ceiling TEXT,
  connected_account_id TEXT UNIQUE,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (client_id, user_id, tenant_id)
);
CREATE INDEX grants_by_tenant ON grants(tenant_id, user_id);

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
  family_id TEXT
) WITHOUT ROWID;

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
  revoked_at INTEGER
) WITHOUT ROWID;

CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY,
  family_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) WITHOUT ROWID;

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
  revoked_at INTEGER
) WITHOUT ROWID;

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
CREATE INDEX personal_tokens_by_user ON personal_tokens(user_id, tenant_id);

CREATE TABLE sealed_keys (
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  algorithm TEXT NOT NULL,
  public_jwk TEXT,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  tenant_id TEXT,
  user_id TEXT,
  client_id TEXT,
  connected_account_id TEXT,
  grant_id TEXT,
  mode TEXT,
  outcome TEXT NOT NULL,
  code TEXT,
  ip TEXT,
  request_id TEXT,
  detail TEXT NOT NULL
);
CREATE INDEX audit_by_tenant ON audit(tenant_id, id);

CREATE TABLE milestones (
  name TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) WITHOUT ROWID;
`;
