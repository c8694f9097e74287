/**
 * The number of repetitions of refresh tokens, when one was last kept, and when one was last repeated under a
 * grant.
 */
export const repeatedRefreshes = `
ALTER TABLE refresh_tokens ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refresh_tokens ADD COLUMN kept_at INTEGER;
ALTER TABLE grants ADD COLUMN repeated_at INTEGER;
`;
