import {
  type Effective,
  effectivePermission,
  type Held,
  type RoleVerdict,
  roleHolds,
} from '../../access/effective.ts';
import { isAllowed } from '../../lib/ip-blocks.ts';
import type { Operation } from '../../model/index.ts';
import type { Call } from '../call.ts';
import type { ActingAs } from '../identify/connection.ts';
import { type Failure, NOTHING_HERE } from '../refusal/refusals.ts';

/** A caller at an operation, with the effective permission once it is calculated. */
interface Accessing {
  acting: ActingAs;
  operation: Operation;
  parameters: Record<string, string>;
  held?: Held | undefined;
  effective?: Effective | undefined;
}

/** The role is checked before the scope: a new scope does not help a user whose role does not permit the call. */
export function roleProblem(facts: Accessing): Failure | null {
  const { role } = effectiveOf(facts);
  return roleHolds(role) ? null : { code: 'insufficient_role', detail: roleDetail(role, facts.operation) };
}

function roleDetail(verdict: Exclude<RoleVerdict, 'any' | 'own'>, { permission }: Operation): string {
  switch (verdict) {
    case 'no_member':
      return 'The user behind this token is no longer a member of the tenant; an administrator can change that.';
    case 'not_permitted':
      return `The role of the user behind this token does not permit ${permission}; an administrator can change that.`;
    case 'not_approved':
      return `The user's role did not permit ${permission} when this connection was approved; it has to be approved again.`;
    case 'own_only':
      return `The role of the user behind this token permits ${permission} on their own records only; an administrator can change that.`;
  }
}

/** Names all scopes of the alternative that lacks the fewest, as RFC 6750 section 3 wants. */
export function scopeProblem(facts: Accessing): Failure | null {
  const { alternative, missing } = effectiveOf(facts);
  if (alternative) return null;
  const detail = `This call needs the scope ${missing.join(' and ')}.`;
  return { code: 'insufficient_scope', detail, scope: missing };
}

export function resourceProblem(facts: Accessing): Failure | null {
  if (effectiveOf(facts).resource) return null;
  return { code: 'not_found', detail: NOTHING_HERE, why: 'Not among the selected resources.' };
}

/**
 * The owner of the client, the tenant and the owner of a personal access token can each limit the addresses.
 */
export function addressProblem({ acting, call }: { acting: ActingAs; call: Call }): Failure | null {
  const { client, grant, personal } = acting;
  const isOn = (allowlist: readonly string[] | null | undefined) =>
    !allowlist || isAllowed(call.ip, allowlist);
  if (isOn(client?.settings.ipAllowlist) && isOn(grant?.ipAllowlist) && isOn(personal?.ipAllowlist))
    return null;
  return { code: 'ip_not_allowed', detail: 'This token may not be used from this address.' };
}

function effectiveOf(facts: Accessing): Effective {
  const { acting, operation, parameters } = facts;
  facts.held ??= acting.rights.held;
  facts.effective ??=
    acting.rights.at(operation).effective ?? effectivePermission(facts.held, operation, parameters);
  return facts.effective;
}
