import type { Grant, Instant } from '../../model/index.ts';

export type GrantProblem = 'grant_revoked' | 'grant_suspended';
export type StandingProblem = GrantProblem | 'user_not_a_member';

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

/**
 * Returns whether tokens issued under `version` ended with their grant. A revocation increments the version,
 * so that a later consent does not revive earlier tokens.
 */
export function isOver(grant: Pick<Grant, 'status' | 'version'>, version: number | null): boolean {
  return isRevoked(grant) || grant.version !== version;
}

/** Returns the grant as it is after a revocation at `now`. */
export function revokedGrant(grant: Grant, now: Instant): Grant {
  return { ...grant, status: 'revoked', version: grant.version + 1, updatedAt: now };
}

/** Returns why tokens issued under `version` of a grant are invalid now, or `null` if they are valid. */
export function grantProblem(
  grant: Pick<Grant, 'status' | 'version'>,
  version: number | null,
): GrantProblem | null {
  if (isOver(grant, version)) return 'grant_revoked';
  return isSuspended(grant) ? 'grant_suspended' : null;
}

/**
 * Does the same, including the user. A user who left the tenant loses their authorizations.
 *
 * @param role the user's current role in the tenant; `null` if they are not a member
 */
export function standingProblem(
  grant: Pick<Grant, 'status' | 'version'>,
  version: number | null,
  role: string | null,
): StandingProblem | null {
  return grantProblem(grant, version) ?? (role === null ? 'user_not_a_member' : null);
}

/** Returns whether tokens of this version of the grant may be issued and used. */
export function stands(grant: Pick<Grant, 'status' | 'version'>, version: number): boolean {
  return grantProblem(grant, version) === null;
}
