import { grants, standing } from '../grants/rows.ts';
import { authorizationCodes, redeemable } from './rows.ts';

export const insertCode = authorizationCodes.insert;

/** Without its client, and with it the grant, a code is not found. */
export const codeWithGrant = `
SELECT ${authorizationCodes.columns('a')}, ${grants.columns('g')}
FROM authorization_codes a JOIN grants g ON g.id = a.grant_id
WHERE a.hash = :hash`;

/** Only the columns that decide: all of them were read before the redemption. */
export const redeemableCode = `
SELECT ${redeemable.columns('a')}, ${standing.columns('g')}
FROM authorization_codes a JOIN grants g ON g.id = a.grant_id
WHERE a.hash = :hash`;

export const markRedeemed = `
UPDATE authorization_codes SET redeemed_at = :now, family_id = :familyId WHERE hash = :hash`;
