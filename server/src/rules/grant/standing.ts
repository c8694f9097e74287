import type { Grant } from '../../model/index.ts';

export type GrantProblem = 'grant_revoked' | 'grant_suspended';
export type StandingProblem = GrantProblem | 'user_not_a_member';

/** Whether the grant was ended. A later consent begins it anew under another version. */
export function isRevoked({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'revoked';
}

/** Whether the grant is neither ended nor stopped. */
export function isActive({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'active';
}

/** Whether the grant is stopped until somebody resumes it. */
export function isSuspended({ status }: Pick<Grant, 'status'>): boolean {
  return status === 'suspended';
}

/**
 * Whether what was issued under `version` ended with its grant. A revocation counts the version up, so that a later
 * consent revives no earlier token.
 */
export function isOver(grant: Pick<Grant, 'status' | 'version'>, version: number | null): boolean {
  return isRevoked(grant) || grant.version !== version;
}

/** Why what was issued under `version` of a grant does not count now; `null` when it does. */
export function grantProblem(
  grant: Pick<Grant, 'status' | 'version'>,
  version: number | null,
): GrantProblem | null {
  if (isOver(grant, version)) return 'grant_revoked';
  return isSuspended(grant) ? 'grant_suspended' : null;
}

/**
 * The same, with the user behind it. A user who left the tenant takes their authorizations along.
 *
 * @param role the user's in the tenant now; `null` when they are no member
 */
export function standingProblem(
  grant: Pick<Grant, 'status' | 'version'>,
  version: number | null,
  role: string | null,
): StandingProblem | null {
  return grantProblem(grant, version) ?? (role === null ? 'user_not_a_member' : null);
}

/** Whether tokens of this version of the grant may be issued and used. */
export function stands(grant: Pick<Grant, 'status' | 'version'>, version: number): boolean {
  return grantProblem(grant, version) === null;
}
