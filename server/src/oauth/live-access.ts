import { isCurrent } from '../lib/clock.ts';
import type { Instant } from '../model/index.ts';
import { standingProblem } from '../rules/grant/standing.ts';
import type { AccessRecord } from '../store/store.ts';

/** Whether an access token still counts: by itself, with its family, and with the authorization behind it. */
export function isLiveAccess({ token, family, revokedAt, grant, role }: AccessRecord, now: Instant): boolean {
  if (!isCurrent(token, now) || revokedAt !== null) return false;
  // Whoever a token acts as must still belong to the tenant, client credentials included.
  if (token.userId !== null && role === null) return false;
  if (token.familyId === null) return true;
  if (!family || family.revokedAt !== null || !grant || token.grantVersion === null) return false;
  return standingProblem(grant, token.grantVersion, role) === null;
}
