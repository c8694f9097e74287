/** A grant may be limited to addresses, as a personal token can be; those that are there are not. */
export const grantAddresses = `
ALTER TABLE grants ADD COLUMN ip_allowlist TEXT;
`;
