import { memberships } from '../members/rows.ts';
import { outsideAccountRows } from './rows.ts';

const accounts = `SELECT ${outsideAccountRows.columns()} FROM outside_accounts`;

export const outsideAccount = `${accounts} WHERE source = :source AND subject = :subject`;

export const outsideAccountsOf = `${accounts} WHERE user_id = :userId ORDER BY source, subject`;

export const insertOutsideAccount = `${outsideAccountRows.insert} ON CONFLICT DO NOTHING`;

export const useOutsideAccount = `
UPDATE outside_accounts SET email = :email, email_verified = :emailVerified, used_at = :now
WHERE source = :source AND subject = :subject`;

export const removeOutsideAccount = `
DELETE FROM outside_accounts WHERE user_id = :userId AND source = :source AND subject = :subject`;

/** Names below `.invalid` cannot exist (RFC 2606 section 2), so nobody is found by this address or gets mail at it. */
export const insertOutsideUser = `
INSERT INTO users (id, email, claimed_email, name, password_hash, created_at)
VALUES (:userId, :userId || '@outside.invalid', :email, :name, NULL, :now) ON CONFLICT DO NOTHING`;

export const followOutsideAccount = `
UPDATE users SET claimed_email = :email, name = :name
WHERE id = :userId AND claimed_email IS NOT NULL AND (claimed_email <> :email OR name <> :name)`;

export const followName = `UPDATE memberships SET user_name = :name WHERE user_id = :userId`;

/** The membership itself is inserted as any other. */
export const nameGiver = `
UPDATE memberships SET given_by = :source WHERE tenant_id = :tenantId AND user_id = :userId`;

export const membershipsGivenBy = `
SELECT ${memberships.columns('m')}, t.name
FROM memberships m JOIN tenants t ON t.id = m.tenant_id
WHERE m.user_id = :userId AND m.given_by = :source`;
