/** When a grant ends by itself. The index is for the chore that ends them; few grants are in it. */
export const grantExpiry = `
ALTER TABLE grants ADD COLUMN expires_at INTEGER;
CREATE INDEX grants_ending ON grants(expires_at) WHERE expires_at IS NOT NULL AND status <> 'revoked';
`;
