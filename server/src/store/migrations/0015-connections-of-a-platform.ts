/** Platforms list their own connections, and giving back a refresh token looks at the other families of its grant. */
export const connectionsOfAPlatform = `
CREATE INDEX grants_of_platform ON grants(client_id, connected_account_id) WHERE connected_account_id IS NOT NULL;
CREATE INDEX token_families_by_grant ON token_families(grant_id, created_at);
`;
