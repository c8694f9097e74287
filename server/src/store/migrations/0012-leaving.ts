/**
 * Indexes for a manager's lists of tokens and clients and for ending a user's sessions, so that none is a
 * scan.
 */
export const leaving = `
CREATE INDEX personal_tokens_by_tenant ON personal_tokens(tenant_id, created_at);
CREATE INDEX clients_by_tenant ON clients(tenant_id, created_at) WHERE tenant_id IS NOT NULL;
CREATE INDEX sessions_by_user ON sessions(user_id);
`;
