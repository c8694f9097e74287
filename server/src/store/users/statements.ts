import { allFactors } from '../factors/statements.ts';
import { removePreferences } from '../preferences/statements.ts';
import { beginsWith } from '../table/prefix.ts';
import { users } from './rows.ts';

export const insertUser = users.insert;

export const addUser = `${users.insert} ON CONFLICT DO NOTHING`;

export const userById = `SELECT ${users.columns()} FROM users WHERE id = :id`;

export const userByEmail = `SELECT ${users.columns()} FROM users WHERE lower(email) = lower(:email)`;

/** Those who were deleted are in no list. */
const isThere = `email <> id || '@deleted.invalid'`;

export const usersAfter = `
SELECT ${users.columns()} FROM users WHERE lower(email) > lower(:after) AND ${isThere} ORDER BY lower(email) LIMIT :limit`;

export const usersLike = `
SELECT ${users.columns()} FROM users
WHERE id IN (SELECT id FROM users WHERE ${beginsWith('email')} UNION SELECT id FROM users WHERE ${beginsWith('name')})
  AND lower(email) > lower(:after) AND ${isThere}
ORDER BY lower(email) LIMIT :limit`;

export const renameUser = `UPDATE users SET name = :name WHERE id = :userId AND name = :from`;

/** Members are listed by name. */
export const renameMemberships = `UPDATE memberships SET user_name = :name WHERE user_id = :userId`;

export const setEmail = `UPDATE users SET email = :email WHERE id = :userId`;

export const setPassword = `UPDATE users SET password_hash = :passwordHash WHERE id = :userId`;

/** Names below `.invalid` cannot exist (RFC 2606 section 2), so neither mail nor sign-in works. */
export const forgetPerson = `
UPDATE users SET email = id || '@deleted.invalid', claimed_email = NULL, name = 'Somebody who left', password_hash = NULL
WHERE id = :userId AND email <> id || '@deleted.invalid'`;

/** In an order in which no row refers to a deleted one. */
export const ofPerson = [
  `DELETE FROM memberships WHERE user_id = :userId`,
  `DELETE FROM sessions WHERE user_id = :userId`,
  `DELETE FROM outside_accounts WHERE user_id = :userId`,
  ...allFactors,
  removePreferences,
  `DELETE FROM personal_tokens WHERE user_id = :userId`,
  `DELETE FROM operators WHERE user_id = :userId`,
  `DELETE FROM developers WHERE user_id = :userId`,
  `DELETE FROM directory_group_members WHERE (tenant_id, user_id) IN (SELECT tenant_id, id FROM directory_users d WHERE d.user_id = :userId)`,
  `DELETE FROM directory_users WHERE user_id = :userId`,
  `DELETE FROM mails WHERE user_id = :userId`,
  `DELETE FROM mailed_links WHERE user_id = :userId`,
  `DELETE FROM invitations WHERE invited_by = :userId`,
  `DELETE FROM grants WHERE user_id = :userId`,
  `UPDATE clients SET owner_user_id = NULL WHERE owner_user_id = :userId`,
];
