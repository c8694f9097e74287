import { opensResource } from '../access/resources.ts';
import { narrowPermissions, permissionsOf, permits } from '../access/roles.ts';
import type { Api } from '../api.ts';
import { isAllowed } from '../lib/ip-blocks.ts';
import { ok, type Result } from '../lib/result.ts';
import type { CheckName, Operation } from '../model/index.ts';
import { type Denied, denied } from './attempt.ts';
import { checksOf } from './checks.ts';
import type { ActingAs } from './connection.ts';
import { IDENTIFIED, type IdentifiedCall } from './identify.ts';
import { NOTHING_HERE, type RefusalParts } from './refusals.ts';

declare const permitted: unique symbol;

/** A call that its maker may make. Only `permit` makes one. */
export interface PermittedCall extends IdentifiedCall {
  operation: Operation;
  permissions: string[];
  /** The scopes of the way in that was taken. */
  way: string[];
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
export function permit(api: Api, call: IdentifiedCall): Result<PermittedCall, Denied> {
  const { match, acting } = call;
  const known: CheckName[] = [...IDENTIFIED, 'operation'];
  const deny = (parts: RefusalParts) => denied(parts, acting?.trace);

  if (match.kind === 'not_found') {
    const checks = checksOf(IDENTIFIED, { operation: 'There is no such path.' });
    return deny({ code: 'not_found', detail: NOTHING_HERE, checks });
  }
  if (match.kind === 'method_not_allowed') {
    const allow = match.allow.join(', ');
    const detail = `This method is not supported here; use ${allow}.`;
    const checks = checksOf(IDENTIFIED, { operation: detail });
    return deny({ code: 'method_not_allowed', detail, checks, headers: { allow } });
  }
  const { operation, parameters } = match;
  if (!acting) return made(call, operation, [], []);

  const permissions = permissionsNow(api, acting);
  const missingRole = roleProblem(acting, operation, permissions);
  const way = operation.scopes.find((scopes) => scopes.every((scope) => acting.scopes.has(scope)));
  const missingScope = way ? null : scopeProblem(acting, operation);
  // The role goes first: no new scope helps somebody whose role is what is missing.
  if (missingRole !== null) {
    const failed = { ...(missingScope ? { scope: missingScope.detail } : {}), role: missingRole };
    const passed: CheckName[] = missingScope ? known : [...known, 'scope'];
    return deny({ code: 'insufficient_role', detail: missingRole, checks: checksOf(passed, failed) });
  }
  if (!way || missingScope) {
    const { detail, scope } = missingScope ?? { detail: '', scope: [] };
    const checks = checksOf([...known, 'role'], { scope: detail });
    return deny({ code: 'insufficient_scope', detail, checks, scope });
  }
  if (!opensResource(acting.grant?.resources ?? null, operation.resources, parameters)) {
    const checks = checksOf([...known, 'scope', 'role'], { resource: 'Not among the selected resources.' });
    return deny({ code: 'not_found', detail: NOTHING_HERE, checks });
  }
  const allowlist = acting.personal?.ipAllowlist ?? null;
  if (allowlist !== null && !isAllowed(call.call.ip, allowlist)) {
    const detail = 'This token may not be used from this address.';
    const checks = checksOf([...known, 'scope', 'role', 'resource'], { ip: detail });
    return deny({ code: 'ip_not_allowed', detail, checks });
  }
  const ceiling = acting.grant?.ceiling ?? ['*'];
  return made(call, operation, narrowPermissions(permissions, ceiling), way);
}

function made(
  call: IdentifiedCall,
  operation: Operation,
  permissions: string[],
  way: string[],
): { ok: true; value: PermittedCall } {
  return ok({ ...call, operation, permissions, way } as PermittedCall);
}

/** What the role permits now. A client that acts for itself has no role. */
function permissionsNow(api: Api, acting: ActingAs): string[] {
  return acting.user ? permissionsOf(api.config, acting.role, acting.customPermissions) : ['*'];
}

function roleProblem(acting: ActingAs, operation: Operation, permissions: string[]): string | null {
  if (acting.user && acting.role === null) {
    return 'The user behind this token is no longer a member of the tenant; an administrator can change that.';
  }
  const ceiling = acting.grant?.ceiling ?? ['*'];
  const { permission } = operation;
  if (permission === null) return null;
  if (permits(permissions, permission)) {
    if (permits(ceiling, permission)) return null;
    return `The user's role did not permit ${permission} when this connection was approved; it has to be approved again.`;
  }
  return `The role of the user behind this token does not permit ${permission}; an administrator can change that.`;
}

/** Names all scopes of the way in that lacks the fewest, as RFC 6750 section 3 wants. */
function scopeProblem(acting: ActingAs, operation: Operation): { detail: string; scope: string[] } {
  const lacking = (scopes: string[]) => scopes.filter((scope) => !acting.scopes.has(scope)).length;
  const [scope = []] = [...operation.scopes].sort((one, other) => lacking(one) - lacking(other));
  return { detail: `This call needs the scope ${scope.join(' and ')}.`, scope };
}
