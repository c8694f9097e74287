import { users } from './rows.ts';

export const insertUser = users.insert;

export const addUser = `${users.insert} ON CONFLICT DO NOTHING`;

export const userById = `SELECT ${users.columns()} FROM users WHERE id = :id`;

export const userByEmail = `SELECT ${users.columns()} FROM users WHERE email = :email`;

export const setPassword = `UPDATE users SET password_hash = :passwordHash WHERE id = :userId`;

/** No one can own a name below `.invalid` (RFC 2606 section 2), so no mail and no sign-in leads there. */
export const forgetPerson = `
UPDATE users SET email = id || '@deleted.invalid', name = 'Somebody who left', password_hash = NULL
WHERE id = :userId AND email <> id || '@deleted.invalid'`;

/** In the order in which nothing points to what is gone. */
export const ofPerson = [
  `DELETE FROM memberships WHERE user_id = :userId`,
  `DELETE FROM sessions WHERE user_id = :userId`,
  `DELETE FROM personal_tokens WHERE user_id = :userId`,
  `DELETE FROM grants WHERE user_id = :userId`,
  `UPDATE clients SET owner_user_id = NULL WHERE owner_user_id = :userId`,
];
