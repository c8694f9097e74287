import type { Operation, ResourceRef, UserId } from '../model/index.ts';
import { narrowerReach, type Reach, reachOf } from './ownership.ts';
import { opensResource } from './resources.ts';

/** The rights of a caller when a call is made. */
export interface Held {
  /** After expansion, limited to both token and grant. */
  scopes: ReadonlySet<string>;
  /** The current permissions of the role, as patterns; `null` for a user who is no longer a member. */
  permissions: readonly string[] | null;
  /** The permissions of the role at consent; `null`: promotions count. */
  ceiling: readonly string[] | null;
  /** `null`: not limited to selected resources. */
  resources: readonly ResourceRef[] | null;
  /** The owner of own records; `null` for a client that acts for itself. */
  userId: UserId | null;
}

/** The policy's part of an operation's needs. */
export type Needs = Pick<Operation, 'scopes' | 'permission' | 'resources' | 'owner'>;

export interface Effective {
  /** The scopes of the security alternative that applies; `null` if none does. */
  alternative: readonly string[] | null;
  /** All scopes of the alternative that lacks the fewest, if none applies. */
  missing: readonly string[];
  role: RoleVerdict;
  resource: boolean;
}

/**
 * `own`: the role permits it only on the user's own records, and the API's handler still has to check the
 * owner. The others are refusals: no longer a member, a role that does not permit it, one that did not at
 * consent, one that permits it only on own records where the record is not known to be one.
 */
export type RoleVerdict = 'any' | 'own' | 'no_member' | 'not_permitted' | 'not_approved' | 'own_only';

/** Judges scope ∩ role ∩ selected resources, each separately. Pure. */
export function effectivePermission(held: Held, needs: Needs, parameters: Record<string, string>): Effective {
  const alternative = needs.scopes.find((scopes) => scopes.every((scope) => held.scopes.has(scope))) ?? null;
  return {
    alternative,
    missing: alternative ? [] : nearest(needs.scopes, held.scopes),
    role: roleVerdict(held, needs, parameters),
    resource: opensResource(held.resources, needs.resources, parameters),
  };
}

/** Returns whether what is effective can differ between calls of one caller to one operation. Pure. */
export function dependsOnParameters(
  { resources }: Pick<Held, 'resources'>,
  needs: Pick<Needs, 'resources' | 'owner'>,
): boolean {
  const isByOwner = needs.owner !== null && needs.owner !== 'handler';
  return isByOwner || (resources !== null && needs.resources.length > 0);
}

/** Returns whether a verdict permits the call. */
export function roleHolds(verdict: RoleVerdict): verdict is 'any' | 'own' {
  return verdict === 'any' || verdict === 'own';
}

function nearest(alternatives: readonly (readonly string[])[], held: ReadonlySet<string>): readonly string[] {
  const lacking = (scopes: readonly string[]) => scopes.filter((scope) => !held.has(scope)).length;
  const [first = []] = [...alternatives].sort((one, other) => lacking(one) - lacking(other));
  return first;
}

function roleVerdict(held: Held, needs: Needs, parameters: Record<string, string>): RoleVerdict {
  if (held.permissions === null) return 'no_member';
  if (needs.permission === null) return 'any';
  const now = reachOf(held.permissions, needs.permission);
  if (now === 'none') return 'not_permitted';
  const then: Reach = held.ceiling === null ? 'any' : reachOf(held.ceiling, needs.permission);
  if (then === 'none') return 'not_approved';
  if (narrowerReach(now, then) === 'any') return 'any';
  const { owner } = needs;
  if (owner === 'handler') return 'own';
  if (owner !== null && held.userId !== null && Object.hasOwn(parameters, owner.parameter)) {
    if (parameters[owner.parameter] === held.userId) return 'any';
  }
  // If the role has gained reach since, a new consent is needed.
  return now === 'any' ? 'not_approved' : 'own_only';
}
