/** The users and groups that tenants’ own directories push. */
export const directories = `
CREATE TABLE directory_users (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  external_id TEXT,
  active INTEGER NOT NULL,
  resource TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX directory_users_by_name ON directory_users(tenant_id, lower(user_name));
CREATE INDEX directory_users_by_external_id ON directory_users(tenant_id, external_id);
CREATE INDEX directory_users_by_user ON directory_users(user_id);
CREATE TABLE directory_groups (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  external_id TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE TABLE directory_group_members (
  tenant_id TEXT NOT NULL,
  group_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id)
) WITHOUT ROWID;
CREATE INDEX directory_groups_of_member ON directory_group_members(tenant_id, user_id);
`;
