import type { Grant } from '../../model/index.ts';

export type StandingProblem = 'grant_revoked' | 'grant_suspended' | 'user_not_a_member';

/**
 * Whether what a user once allowed still stands, for a code or token issued under `version` of the grant;
 * `null` when it does. A user who left the tenant takes their authorizations along.
 */
export function standingProblem(grant: Grant, version: number, role: string | null): StandingProblem | null {
  if (grant.status === 'revoked' || grant.version !== version) return 'grant_revoked';
  if (grant.status === 'suspended') return 'grant_suspended';
  return role === null ? 'user_not_a_member' : null;
}
