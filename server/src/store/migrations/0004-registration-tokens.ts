/** Initial access tokens from before let their bearer register any number of clients, and go on doing so. */
export const registrationTokens = `
ALTER TABLE initial_access_tokens ADD COLUMN uses_left INTEGER;
`;
