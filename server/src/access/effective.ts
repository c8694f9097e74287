import type { Operation, ResourceRef, UserId } from '../model/index.ts';
import { narrowerReach, type Reach, reachOf } from './ownership.ts';
import { opensResource } from './resources.ts';

/** What somebody holds when a call is made. */
export interface Held {
  /** After expansion, by token and grant both. */
  scopes: ReadonlySet<string>;
  /** What their role permits now, as patterns; `null` for somebody who is no member any more. */
  permissions: readonly string[] | null;
  /** What their role permitted when they consented; `null`: promotions count. */
  ceiling: readonly string[] | null;
  /** `null`: not limited to selected resources. */
  resources: readonly ResourceRef[] | null;
  /** Whose records are their own; `null` for a client that acts for itself. */
  userId: UserId | null;
}

/** What an operation needs, as far as the policy says. */
export type Needs = Pick<Operation, 'scopes' | 'permission' | 'resources' | 'owner'>;

export interface Effective {
  /** The scopes of the way in that is open; `null` when none is. */
  way: readonly string[] | null;
  /** All scopes of the way in that lacks the fewest, when none is open. */
  missing: readonly string[];
  role: RoleVerdict;
  resource: boolean;
}

/**
 * `own`: the role permits it on the user's own records, and the API's handler has still to look whose the record is.
 * The rest are refusals: no member any more, a role that does not permit it, one that did not at consent, one
 * that permits it on the user's own records where this is not known to be one.
 */
export type RoleVerdict = 'any' | 'own' | 'no_member' | 'not_permitted' | 'not_approved' | 'own_only';

/** Scope ∩ role ∩ selected resources, each by itself. Pure. */
export function effectivePermission(held: Held, needs: Needs, parameters: Record<string, string>): Effective {
  const way = needs.scopes.find((scopes) => scopes.every((scope) => held.scopes.has(scope))) ?? null;
  return {
    way,
    missing: way ? [] : nearest(needs.scopes, held.scopes),
    role: roleVerdict(held, needs, parameters),
    resource: opensResource(held.resources, needs.resources, parameters),
  };
}

/** Whether a verdict lets the call pass. */
export function roleHolds(verdict: RoleVerdict): verdict is 'any' | 'own' {
  return verdict === 'any' || verdict === 'own';
}

function nearest(ways: readonly (readonly string[])[], held: ReadonlySet<string>): readonly string[] {
  const lacking = (scopes: readonly string[]) => scopes.filter((scope) => !held.has(scope)).length;
  const [first = []] = [...ways].sort((one, other) => lacking(one) - lacking(other));
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
  // Where the role reaches further by now, it is the consent that has to be given again.
  return now === 'any' ? 'not_approved' : 'own_only';
}
