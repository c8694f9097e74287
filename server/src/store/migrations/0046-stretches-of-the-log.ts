/**
 * Has each stretch of 4,096 rows of the log apart in its indexes (docs/decisions/0075-indexes-by-stretches-of-the-log.md). With one order
 * over the whole log, each call of another customer changes other pages. PostgreSQL keeps its indexes: it logs what changed in a page, not
 * the page.
 */
export const stretchesOfTheLog = {
  sql: `
DROP INDEX audit_by_tenant;
DROP INDEX audit_by_client;
DROP INDEX audit_by_connected_account;
DROP INDEX audit_by_asked_account;

CREATE INDEX audit_by_tenant ON audit(id / 4096, tenant_id);
CREATE INDEX audit_by_client ON audit(id / 4096, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX audit_by_connected_account ON audit(id / 4096, connected_account_id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX audit_by_asked_account ON audit(id / 4096, json_extract(detail, '$.account'))
WHERE kind = 'api.called' AND outcome = 'denied' AND json_extract(detail, '$.account') IS NOT NULL;
`,
  postgres: 'SELECT 1',
};
