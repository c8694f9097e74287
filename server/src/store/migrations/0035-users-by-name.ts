/** Finds users by the beginning of their name, whatever its case. */
export const usersByName = `
CREATE INDEX users_by_name ON users(lower(name));
`;
