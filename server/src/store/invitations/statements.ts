import { invitations } from './rows.ts';

const all = `SELECT ${invitations.columns()} FROM invitations`;

/** Changes no row if the address has an invitation into the tenant. */
export const addInvitation = `${invitations.insert} ON CONFLICT DO NOTHING`;

export const invitation = `${all} WHERE hash = :hash`;

export const invitationIn = `${all} WHERE id = :id AND tenant_id = :tenantId`;

export const invitationsOf = `${all} WHERE tenant_id = :tenantId ORDER BY lower(email) LIMIT :limit`;

export const renewInvitation = `
UPDATE invitations SET hash = :hash, invited_by = :invitedBy, expires_at = :expiresAt
WHERE id = :id AND tenant_id = :tenantId`;

/** Changes no row if another request has used the link, or it was replaced or withdrawn. */
export const useInvitation = `DELETE FROM invitations WHERE hash = :hash`;

export const removeInvitation = `DELETE FROM invitations WHERE id = :id AND tenant_id = :tenantId`;

export const removeExpiredInvitation = `
DELETE FROM invitations WHERE tenant_id = :tenantId AND lower(email) = lower(:email) AND expires_at <= :now`;

/** Before the person's address is forgotten. */
export const removeInvitationsTo = `
DELETE FROM invitations WHERE lower(email) = (SELECT lower(email) FROM users WHERE id = :userId)`;

export const memberByEmail = `
SELECT 1 FROM users u JOIN memberships m ON m.user_id = u.id
WHERE lower(u.email) = lower(:email) AND m.tenant_id = :tenantId`;
