/** A grant may be limited to addresses, as a personal access token can be; those that are there are not. */
export const grantAddresses = `
ALTER TABLE grants ADD COLUMN ip_allowlist TEXT;
`;
