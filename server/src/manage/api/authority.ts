import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { covers } from '../../rules/management/scope.ts';
import { sentence } from '../../words/sentence.ts';
import { type Actor, actorOf, type Caller, membershipIn } from './actor.ts';
import { type ManageOperation, type ManageProblem, refuse, scopeOf, unknown } from './operation.ts';

/**
 * Returns on whose authority the caller uses an operation, or why not. A tenant or client that the caller may not know of
 * does not exist for them.
 */
export async function authorize(
  api: Api,
  operation: ManageOperation,
  caller: Caller,
  path: Readonly<Record<string, string>>,
): Promise<Result<Actor, ManageProblem>> {
  const { tenant, client } = path;
  if (operation.whom === 'anybody') return ok(actorOf(caller, 'self'));
  if (caller.kind === 'token') return forToken(api, operation, caller, path);
  const { operator } = caller;
  if (operation.whom === 'person') return ok(actorOf(caller, 'self'));
  const needed = scopeOf(operation);
  const operates = operator !== null && covers([OF_ROLE[operator.role]], needed);
  if (operates) return ok(actorOf(caller, 'api'));

  if (operation.whom === 'developer') {
    if (client === undefined) return ok(actorOf(caller, 'self'));
    const own = await ofDeveloper(api, caller, client);
    if (own) return ok(own);
  }
  if (tenant !== undefined && (operation.whom === 'manager' || operation.whom === 'member')) {
    const membership = await membershipIn(api, caller, tenant);
    if (membership && (operation.whom === 'member' || managesTenant(api.config, membership.role))) {
      return ok(actorOf(caller, 'member', membership));
    }
    if (membership) return refused(NOT_A_MANAGER);
  }
  // Somebody who may read everything knows what there is.
  if (operator) return refused(ONLY_READS);
  return refused(
    operation.whom === 'operator' ? NOT_AN_OPERATOR : unknown(tenant === undefined ? 'client' : 'tenant'),
  );
}

const OF_ROLE = { owner: 'manage:write', auditor: 'manage:read' } as const;

const NOT_AN_OPERATOR = refuse(403, 'not_an_operator', sentence('notAnOperator'));
const NOT_A_MANAGER = refuse(403, 'not_a_manager', sentence('notAManager'));
const ONLY_READS = refuse(403, 'not_an_owner', sentence('onlyReads'));
const NEEDS_A_PERSON = refuse(403, 'needs_a_person', sentence('forAPerson'));

async function forToken(
  api: Api,
  operation: ManageOperation,
  caller: Extract<Caller, { kind: 'token' }>,
  { tenant, client }: Readonly<Record<string, string>>,
): Promise<Result<Actor, ManageProblem>> {
  const { scopes, tenantId } = caller.token;
  if (operation.whom === 'person') return refused(NEEDS_A_PERSON);
  const needed = scopeOf(operation);
  if (!covers(scopes, needed)) {
    return refused(refuse(403, 'insufficient_scope', sentence('lacksScope', needed), { scope: needed }));
  }
  if (tenantId === null) return ok(actorOf(caller, 'api'));
  if (tenant !== undefined && operation.whom !== 'operator') {
    return tenant === tenantId ? ok(actorOf(caller, 'tenant')) : refused(unknown('tenant'));
  }
  if (operation.whom === 'developer' && client !== undefined) {
    const found = await api.store.client(client, api.clock.now());
    if (found?.client.tenantId === tenantId) return ok(actorOf(caller, 'tenant'));
    return refused(unknown('client'));
  }
  return refused(refuse(403, 'limited_to_tenant', sentence('limitedToTenant', tenantId)));
}

/** The person to whom the client belongs, if they are still in the tenant for which they made it. */
async function ofDeveloper(
  api: Api,
  caller: Extract<Caller, { kind: 'person' }>,
  id: string,
): Promise<Actor | null> {
  const found = await api.store.client(id, api.clock.now());
  if (found?.client.ownerUserId !== caller.user.id) return null;
  const { tenantId } = found.client;
  if (tenantId === null) return actorOf(caller, 'self');
  const membership = await membershipIn(api, caller, tenantId);
  return membership && actorOf(caller, 'self', membership);
}
