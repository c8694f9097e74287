/** Lists of the API owner: the personal access tokens of all tenants, newest first; tenants by the beginning of their name, in any case. */
export const listsOfOwners = `
CREATE INDEX personal_tokens_by_time ON personal_tokens(created_at, id);
CREATE INDEX tenants_by_name ON tenants(lower(name));
`;
