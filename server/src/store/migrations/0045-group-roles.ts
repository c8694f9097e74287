/** How a tenant's provider names people and their groups, and which role each group gives, whether the provider or the directory names it. */
export const groupRoles = `
ALTER TABLE tenant_providers ADD COLUMN subject_claim TEXT NOT NULL DEFAULT 'sub';
ALTER TABLE tenant_providers ADD COLUMN groups_claim TEXT NOT NULL DEFAULT 'groups';
CREATE TABLE group_roles (
  tenant_id TEXT NOT NULL,
  group_name TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (tenant_id, group_name)
) WITHOUT ROWID;
`;
