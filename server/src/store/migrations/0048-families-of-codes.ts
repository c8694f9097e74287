/**
 * A code is redeemed once its family stands, so each names one. Nothing writes or reads `redeemed_at` any more; the column stays for
 * nodes of the version before, which go on while this runs.
 */
export const familiesOfCodes = `
UPDATE authorization_codes SET family_id = 'fam_' || hash WHERE family_id IS NULL;
`;
