import { users } from '../users/rows.ts';
import { developers } from './rows.ts';

export const developer = `SELECT ${developers.columns()} FROM developers WHERE user_id = :userId`;

const page = (condition: string) => `
SELECT ${developers.columns('d')}, ${users.columns('u')} FROM developers d JOIN users u ON u.id = d.user_id
WHERE ${condition}(d.created_at, d.user_id) < (:at, :id)
ORDER BY d.created_at DESC, d.user_id DESC LIMIT :limit`;

/** Newest first. */
export const developersPage = page('');
export const developersPageOf = page('d.state = :state AND ');

/** Of a user who exists: a row for one who was deleted meanwhile must not come back. */
export const insertDeveloper = `
INSERT INTO developers (user_id, state, purpose, reason, created_at, decided_at)
SELECT id, :state, :purpose, :reason, :createdAt, :decidedAt FROM users
WHERE id = :userId AND email <> id || '@deleted.invalid'
ON CONFLICT DO NOTHING`;

export const decideDeveloper = `
UPDATE developers SET state = :state, reason = :reason, decided_at = :now WHERE user_id = :userId AND state = :from`;
