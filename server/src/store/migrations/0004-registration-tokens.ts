/** Earlier initial access tokens permit any number of registrations, and keep doing so. */
export const registrationTokens = `
ALTER TABLE initial_access_tokens ADD COLUMN uses_left INTEGER;
`;
