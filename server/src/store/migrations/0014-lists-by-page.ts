/** Indexes in the order in which lists are shown, page by page. */
export const listsByPage = `
ALTER TABLE memberships ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
UPDATE memberships SET user_name = (SELECT name FROM users WHERE users.id = memberships.user_id);
DROP INDEX memberships_by_tenant;
CREATE INDEX memberships_by_name ON memberships(tenant_id, user_name, user_id);
CREATE INDEX memberships_by_role ON memberships(tenant_id, role, user_id);

DROP INDEX grants_by_tenant;
CREATE INDEX grants_live ON grants(tenant_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked ON grants(tenant_id, created_at, id) WHERE status = 'revoked';
CREATE INDEX grants_live_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status <> 'revoked';
CREATE INDEX grants_revoked_by_user ON grants(tenant_id, user_id, created_at, id) WHERE status = 'revoked';

DROP INDEX clients_by_owner;
CREATE INDEX clients_by_owner ON clients(owner_user_id, created_at, id) WHERE owner_user_id IS NOT NULL;

DROP INDEX personal_tokens_by_user;
CREATE INDEX personal_tokens_by_user ON personal_tokens(user_id, tenant_id, created_at, id);

DROP INDEX token_families_by_user;
CREATE INDEX token_families_by_session ON token_families(json_extract(context, '$.sessionId'))
WHERE json_extract(context, '$.sessionId') IS NOT NULL;
CREATE INDEX logout_notices_by_due ON logout_notices(due_at, id);
`;
