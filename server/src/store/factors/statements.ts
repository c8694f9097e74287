import { users } from '../users/rows.ts';
import { authenticators, passkeys, recoveryCodes } from './rows.ts';

export const authenticatorOf = `SELECT ${authenticators.columns()} FROM authenticators WHERE user_id = :userId`;

export const insertAuthenticator = `${authenticators.insert} ON CONFLICT (user_id) DO NOTHING`;

export const touchAuthenticator = `UPDATE authenticators SET last_used_at = :now WHERE user_id = :userId`;

export const deleteAuthenticator = `DELETE FROM authenticators WHERE user_id = :userId`;

/** Of all codes, used or not, and of those that are left. */
export const countCodes = `
SELECT count(*), count(*) FILTER (WHERE used_at IS NULL) FROM recovery_codes WHERE user_id = :userId`;

export const insertCode = recoveryCodes.insert;

export const useCode = `
UPDATE recovery_codes SET used_at = :now WHERE hash = :hash AND user_id = :userId AND used_at IS NULL`;

export const deleteCodes = `DELETE FROM recovery_codes WHERE user_id = :userId`;

export const passkeysOf = `
SELECT ${passkeys.columns()} FROM passkeys WHERE user_id = :userId ORDER BY created_at, id`;

export const passkeyWithUser = `
SELECT ${passkeys.columns('p')}, ${users.columns('u')}
FROM passkeys p JOIN users u ON u.id = p.user_id WHERE p.credential_id = :credentialId`;

export const insertPasskey = `${passkeys.insert} ON CONFLICT DO NOTHING`;

/** A counter that does not count stays 0 (Web Authentication section 6.1.1). */
export const advancePasskey = `
UPDATE passkeys SET counter = :counter, last_used_at = :now
WHERE id = :id AND (counter < :counter OR (counter = 0 AND :counter = 0))`;

export const passkeyExists = `SELECT 1 FROM passkeys WHERE id = :id`;

export const deletePasskey = `DELETE FROM passkeys WHERE id = :id AND user_id = :userId`;

export const deletePasskeys = `DELETE FROM passkeys WHERE user_id = :userId`;

/** Everything that a person has beside a password. */
export const allFactors = [deleteAuthenticator, deleteCodes, deletePasskeys];
