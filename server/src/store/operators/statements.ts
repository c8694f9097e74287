import { users } from '../users/rows.ts';
import { operators } from './rows.ts';

export const operator = `SELECT ${operators.columns()} FROM operators WHERE user_id = :userId`;

/** A left join, so that SQLite begins at the few operators and not at all users. */
export const operatorsWithUsers = `
SELECT ${operators.columns('o')}, ${users.columns('u')} FROM operators o LEFT JOIN users u ON u.id = o.user_id
ORDER BY o.created_at, o.user_id`;

/** Of a user who exists: a row for one who was deleted meanwhile must not come back. */
export const setOperator = `
INSERT INTO operators (user_id, role, created_at)
SELECT id, :role, :createdAt FROM users WHERE id = :userId
ON CONFLICT (user_id) DO UPDATE SET role = excluded.role`;

export const removeOperator = `DELETE FROM operators WHERE user_id = :userId`;

export const otherOwner = `SELECT 1 FROM operators WHERE role = 'owner' AND user_id <> :userId LIMIT 1`;
