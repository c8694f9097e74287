import { presentedGrants, standing } from '../grants/rows.ts';
import { authorizationCodes, redeemable } from './rows.ts';

export const insertCode = authorizationCodes.insert;

/** Without its client, and with it the grant, a code is not found. */
export const codeWithGrant = `
SELECT ${authorizationCodes.columns('a')}, f.created_at, ${presentedGrants.columns('g')}
FROM authorization_codes a JOIN grants g ON g.id = a.grant_id LEFT JOIN token_families f ON f.id = a.family_id
WHERE a.hash = :hash`;

/** Only the columns that decide: all of them were read before the redemption. */
export const redeemableCode = `
SELECT ${redeemable.columns('a')}, f.created_at, ${standing.columns('g')}
FROM authorization_codes a JOIN grants g ON g.id = a.grant_id LEFT JOIN token_families f ON f.id = a.family_id
WHERE a.hash = :hash`;
