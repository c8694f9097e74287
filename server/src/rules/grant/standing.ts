import type { Grant, Instant } from '../../model/index.ts';

/** `grant_expired`: it ended by the time that its user chose. */
export type GrantEnd = 'grant_revoked' | 'grant_expired';
export type GrantProblem = GrantEnd | 'grant_suspended';
export type StandingProblem = GrantProblem | 'user_not_a_member';

/** The part of a grant that decides whether it stands. */
export type Standing = Pick<Grant, 'status' | 'version' | 'expiresAt' | 'updatedAt'>;

/** Returns whether the grant was revoked. A later consent restarts it under another version. */
export function isRevoked({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'revoked';
}

/** Returns whether the grant is neither revoked nor suspended. */
export function isActive({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'active';
}

/** Returns whether the grant is suspended. */
export function isSuspended({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'suspended';
}

/** Returns whether the end that the user chose has come, whether or not it is recorded as a revocation yet. */
export function hasExpired({ expiresAt }: Pick<Grant, 'expiresAt'>, now: Instant): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Returns why the grant is over at `now`, or `null` if it is not. */
export function grantEnd(
  grant: Pick<Grant, 'status' | 'expiresAt' | 'updatedAt'>,
  now: Instant,
): GrantEnd | null {
  // A revoked grant is not changed any more, so this is when it was revoked.
  if (isRevoked(grant)) return hasExpired(grant, grant.updatedAt) ? 'grant_expired' : 'grant_revoked';
  return hasExpired(grant, now) ? 'grant_expired' : null;
}

/**
 * Returns why tokens issued under `version` ended with their grant, or `null` if they did not. A revocation
 * increments the version, so that a later consent does not revive earlier tokens.
 */
export function endUnder(grant: Standing, version: number | null, now: Instant): GrantEnd | null {
  return grantEnd(grant, now) ?? (grant.version === version ? null : 'grant_revoked');
}

/** Returns the grant as it is after a revocation at `now`. */
export function revokedGrant(grant: Grant, now: Instant): Grant {
  return { ...grant, status: 'revoked', version: grant.version + 1, updatedAt: now };
}

/** Returns why tokens issued under `version` of a grant are invalid now, or `null` if they are valid. */
export function grantProblem(grant: Standing, version: number | null, now: Instant): GrantProblem | null {
  return endUnder(grant, version, now) ?? (isSuspended(grant) ? 'grant_suspended' : null);
}

/**
 * Does the same, including the user. A user who left the tenant loses their authorizations.
 *
 * @param role the user's current role in the tenant; `null` if they are not a member
 */
export function standingProblem(
  grant: Standing,
  version: number | null,
  role: string | null,
  now: Instant,
): StandingProblem | null {
  return grantProblem(grant, version, now) ?? (role === null ? 'user_not_a_member' : null);
}

/** Returns whether tokens of this version of the grant may be issued and used. */
export function stands(grant: Standing, version: number, now: Instant): boolean {
  return grantProblem(grant, version, now) === null;
}
