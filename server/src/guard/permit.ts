import { effectivePermission, type Held, roleHolds } from '../access/effective.ts';
import { narrowPermissions, permissionsOf } from '../access/roles.ts';
import type { KeylessApi } from '../api.ts';
import { heldThen } from '../audit/basis.ts';
import { isAllowed } from '../lib/ip-blocks.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import type { CheckName, Operation } from '../model/index.ts';
import { type Agreed, agree } from './agreement.ts';
import { type Denied, denied } from './attempt.ts';
import { checksOf } from './checks.ts';
import type { ActingAs } from './connection.ts';
import { IDENTIFIED, type IdentifiedCall } from './identify.ts';
import {
  ADDRESS_PROBLEM,
  closedProblem,
  operationProblem,
  RESOURCE_PROBLEM,
  roleProblem,
  scopeProblem,
} from './problems.ts';
import { NOTHING_HERE, type RefusalParts } from './refusals.ts';

declare const permitted: unique symbol;

/** A call that its maker may make. Only `permit` makes one. */
export interface PermittedCall extends IdentifiedCall {
  operation: Operation;
  permissions: string[];
  /** The scopes of the way in that was taken. */
  way: string[];
  /** `own`: on the user's own records only, which the API has still to look at. */
  role: 'any' | 'own';
  /** Version and language, and what is said of the version. */
  agreed: Agreed;
  readonly [permitted]: true;
}

/** The checks that a permitted call has passed. */
export const PERMITTED: readonly CheckName[] = [
  'operation',
  ...IDENTIFIED,
  'scope',
  'role',
  'resource',
  'ip',
];

/** Scope ∩ role ∩ resource, and the address it comes from. A token never carries more than its user may do now. */
export function permit(api: KeylessApi, call: IdentifiedCall): Result<PermittedCall, Denied> {
  const { match, acting } = call;
  const known: CheckName[] = [...IDENTIFIED, 'operation'];
  const deny = (parts: RefusalParts) => denied(parts, acting?.trace);

  if (match.kind === 'not_found') {
    const checks = checksOf(IDENTIFIED, { operation: operationProblem(match) });
    return deny({ code: 'not_found', detail: NOTHING_HERE, checks });
  }
  if (match.kind === 'method_not_allowed') {
    const detail = operationProblem(match);
    const checks = checksOf(IDENTIFIED, { operation: detail });
    const headers = { allow: match.allow.join(', ') };
    return deny({ code: 'method_not_allowed', detail, checks, headers });
  }
  const { operation, parameters } = match;
  const agreeing = agree(api.config, call.call, api.clock.now());
  if (!agreeing.ok) {
    const { version, ...parts } = agreeing.problem;
    const { problem } = deny({
      ...parts,
      checks: checksOf(acting ? IDENTIFIED : [], { operation: parts.detail }),
    });
    return refused({ ...problem, version });
  }
  const agreed = agreeing.value;
  const { version } = agreed.agreement;
  if (!acting) return made(call, operation, { permissions: [], way: [], role: 'any', agreed });

  const closed = closedProblem(operation);
  if (closed !== null) {
    return deny({ code: 'no_way_in', detail: closed, checks: checksOf(IDENTIFIED, { operation: closed }) });
  }
  const held = heldBy(api, acting);
  const effective = effectivePermission(held, operation, parameters);
  const denyHolder = (parts: RefusalParts) => {
    const { problem } = deny(parts);
    return refused({ ...problem, held: heldThen(held, acting.role, operation), version });
  };
  const { way, role } = effective;
  // The role goes first: no new scope helps somebody whose role is what is missing.
  if (!roleHolds(role)) {
    const detail = roleProblem(role, operation);
    const failed = { ...(way ? {} : { scope: scopeProblem(effective) }), role: detail };
    const passed: CheckName[] = way ? [...known, 'scope'] : known;
    return denyHolder({ code: 'insufficient_role', detail, checks: checksOf(passed, failed) });
  }
  if (!way) {
    const detail = scopeProblem(effective);
    const checks = checksOf([...known, 'role'], { scope: detail });
    return denyHolder({ code: 'insufficient_scope', detail, checks, scope: effective.missing });
  }
  if (!effective.resource) {
    const checks = checksOf([...known, 'scope', 'role'], { resource: RESOURCE_PROBLEM });
    return denyHolder({ code: 'not_found', detail: NOTHING_HERE, checks });
  }
  if (!isFromAllowedAddress(acting, call.call.ip)) {
    const checks = checksOf([...known, 'scope', 'role', 'resource'], { ip: ADDRESS_PROBLEM });
    return denyHolder({ code: 'ip_not_allowed', detail: ADDRESS_PROBLEM, checks });
  }
  const permissions = narrowPermissions(held.permissions ?? [], held.ceiling ?? ['*']);
  return made(call, operation, { permissions, way, role, agreed });
}

function made(
  call: IdentifiedCall,
  operation: Operation,
  allowed: Pick<PermittedCall, 'permissions' | 'way' | 'role' | 'agreed'>,
): { ok: true; value: PermittedCall } {
  return ok({ ...call, operation, ...allowed } as PermittedCall);
}

/** What somebody holds now. A client that acts for itself has no role. */
export function heldBy(api: KeylessApi, acting: ActingAs): Held {
  const { user, role, grant } = acting;
  const ofRole = role === null ? null : permissionsOf(api.config, role, acting.customPermissions);
  return {
    scopes: acting.scopes,
    permissions: user ? ofRole : ['*'],
    ceiling: grant?.ceiling ?? null,
    resources: grant?.resources ?? null,
    userId: user?.id ?? null,
  };
}

/** Whoever made the client, the customer and the owner of a personal token may each say where calls come from. */
export function isFromAllowedAddress({ client, grant, personal }: ActingAs, ip: string): boolean {
  const allowlists = [client?.settings.ipAllowlist, grant?.ipAllowlist, personal?.ipAllowlist];
  return allowlists.every((allowlist) => !allowlist || isAllowed(ip, allowlist));
}
