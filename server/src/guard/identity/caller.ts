import type { Caller } from '../../model/index.ts';
import type { AdmittedCall } from '../steps.ts';

/** Returns what the protected API is told about the caller, or `null` if the call was made without a token. */
export function callerOf(call: AdmittedCall, requestId: string): Caller | null {
  const { acting, operation, permissions, mode, role } = call;
  if (!acting) return null;
  const { user, client, tenant } = acting;
  // Member by member, as a row of the log: a spread for each takes as long as all the rest of it.
  const caller: { -readonly [Member in keyof Caller]: Caller[Member] } = {
    tenant: tenant && { id: tenant.id, name: tenant.name },
    user: user && { id: user.id, email: user.email, name: user.name, role: acting.role ?? '' },
    client: client && { id: client.id, name: client.name, kind: client.kind },
    connectedAccount: acting.connectedAccount,
    token: acting.kind,
    scopes: acting.rights.scopes,
    permissions,
    resources: acting.rights.held.resources,
    mode,
    operation: operation.id,
    requestId,
  };
  Object.assign(caller, call.agreed.agreement);
  if (role === 'own' && operation.permission !== null) caller.onlyOwn = operation.permission;
  if (acting.actors.length > 0) caller.actors = acting.actors;
  if (acting.details.length > 0) caller.authorizationDetails = acting.details;
  return caller;
}
