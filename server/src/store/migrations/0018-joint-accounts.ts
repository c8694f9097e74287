/**
 * A connected account belongs to a tenant: one for each platform, tenant and mode, with the common properties
 * of all who authorized it. The oldest id of each stays and the others become its aliases. A manager's
 * address limit moves to the account, and so does a suspension of all parts; other decisions stay with each
 * user's part. The table of grants is rebuilt because an account is no longer unique in it; no other table
 * refers to it.
 */
export const jointAccounts = `
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
) WITHOUT ROWID;
CREATE INDEX connected_account_aliases_by_account ON connected_account_aliases(account_id);

CREATE TEMP TABLE joined AS
SELECT id AS grant_id, connected_account_id AS earlier,
  first_value(connected_account_id) OVER (
    PARTITION BY client_id, tenant_id, mode ORDER BY created_at, id
  ) AS account,
  min(CASE status WHEN 'active' THEN 0 WHEN 'suspended' THEN 1 ELSE 2 END) OVER (
    PARTITION BY client_id, tenant_id, mode
  ) AS best
FROM grants WHERE connected_account_id IS NOT NULL;
CREATE INDEX temp.joined_by_grant ON joined(grant_id);
CREATE INDEX temp.joined_by_account ON joined(account);

INSERT INTO connected_accounts (id, client_id, tenant_id, mode, ip_allowlist, created_at)
SELECT connected_account_id, client_id, tenant_id, mode, ip_allowlist, created_at
FROM grants WHERE connected_account_id IN (SELECT account FROM joined);

INSERT INTO connected_account_aliases (id, account_id)
SELECT earlier, account FROM joined WHERE earlier <> account;

CREATE TEMP TABLE decided AS
SELECT j.account,
  min(j.best > 0 AND (
    CASE g.status WHEN 'active' THEN 0 WHEN 'suspended' THEN 1 ELSE 2 END <> j.best
    OR coalesce(json_extract(g.held, '$.stopped'), 0)
  )) AS stopped,
  max(coalesce(json_extract(g.held, '$.addresses'), 0)) AS addresses,
  (
    SELECT m.ip_allowlist FROM joined k JOIN grants m ON m.id = k.grant_id
    WHERE k.account = j.account AND json_extract(m.held, '$.addresses') ORDER BY m.created_at, m.id LIMIT 1
  ) AS ip_allowlist
FROM joined j JOIN grants g ON g.id = j.grant_id GROUP BY j.account;
CREATE INDEX temp.decided_by_account ON decided(account);

UPDATE connected_accounts SET
  held = CASE WHEN d.stopped OR d.addresses THEN json_object(
    'stopped', json(CASE WHEN d.stopped THEN 'true' ELSE 'false' END),
    'scopes', NULL,
    'resources', NULL,
    'addresses', json(CASE WHEN d.addresses THEN 'true' ELSE 'false' END)
  ) END,
  ip_allowlist = CASE WHEN d.addresses THEN d.ip_allowlist ELSE connected_accounts.ip_allowlist END
FROM decided d WHERE d.account = connected_accounts.id;

CREATE TABLE joint_grants (
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
CREATE TEMP TABLE authorized AS
SELECT grant_id, max(at) AS at FROM audit
WHERE kind = 'authorization.granted' AND outcome = 'allowed' AND grant_id IS NOT NULL GROUP BY grant_id;
CREATE INDEX temp.authorized_by_grant ON authorized(grant_id);
INSERT INTO joint_grants
SELECT g.id, g.client_id, g.user_id, g.tenant_id, g.mode, g.scopes, g.resources, g.selection, g.ceiling, j.account,
  CASE WHEN d.addresses THEN d.ip_allowlist ELSE g.ip_allowlist END,
  CASE WHEN j.account IS NULL OR g.held IS NULL THEN g.held ELSE json_set(g.held,
    '$.addresses', json('false'),
    '$.stopped', json(CASE WHEN json_extract(g.held, '$.stopped') AND NOT d.stopped THEN 'true' ELSE 'false' END)
  ) END,
  g.status, g.version, g.repeated_at, coalesce(a.at, g.created_at), g.created_at, g.updated_at
FROM grants g
LEFT JOIN joined j ON j.grant_id = g.id
LEFT JOIN decided d ON d.account = j.account
LEFT JOIN authorized a ON a.grant_id = g.id;
UPDATE joint_grants SET held = NULL
WHERE connected_account_id IS NOT NULL AND held IS NOT NULL AND NOT json_extract(held, '$.stopped')
  AND json_extract(held, '$.scopes') IS NULL AND json_extract(held, '$.resources') IS NULL;
DROP TABLE joined;
DROP TABLE decided;
DROP TABLE authorized;
DROP TABLE grants;
ALTER TABLE joint_grants RENAME TO grants;

CREATE INDEX grants_live ON grants(tenant_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked ON grants(tenant_id, created_at, id) WHERE status = 'revoked';
CREATE INDEX grants_live_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status = 'revoked';
CREATE INDEX grants_by_account ON grants(connected_account_id, authorized_at, id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX grants_live_by_account ON grants(connected_account_id, authorized_at, id)
WHERE connected_account_id IS NOT NULL AND status <> 'revoked';
`;
