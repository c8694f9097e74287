import { users } from '../users/rows.ts';
import { sessions } from './rows.ts';

export const insertSession = sessions.insert;

export const sessionWithUser = `
SELECT ${sessions.columns('s')}, ${users.columns('u')}
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.hash = :hash AND s.expires_at > :now`;

export const touchSession = `
UPDATE sessions SET last_seen_at = :now WHERE hash = :hash AND last_seen_at < :now`;

export const endSession = `DELETE FROM sessions WHERE hash = :hash`;

export const sessionsOf = `
SELECT ${sessions.columns()} FROM sessions WHERE user_id = :userId AND expires_at > :now
ORDER BY created_at DESC, hash`;

export const endSessionsOf = `DELETE FROM sessions WHERE user_id = :userId AND hash IS DISTINCT FROM :keep`;
