/** Finds a user by e-mail address whatever its case, in words that both databases know. */
export const usersByEmail = `
CREATE UNIQUE INDEX users_by_email ON users(lower(email));
`;
