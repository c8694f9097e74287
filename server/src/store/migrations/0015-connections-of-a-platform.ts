/**
 * Indexes for platforms' lists of their connections, and for the other families of a grant when a refresh
 * token is given back.
 */
export const connectionsOfAPlatform = `
CREATE INDEX grants_of_platform ON grants(client_id, connected_account_id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX token_families_by_grant ON token_families(grant_id, created_at);
`;
