/** A grant may be limited to addresses, like a personal access token; existing ones are not. */
export const grantAddresses = `
ALTER TABLE grants ADD COLUMN ip_allowlist TEXT;
`;
