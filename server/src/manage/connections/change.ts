import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { AuditEvent, AuditKind, Membership, ResourceRef } from '../../model/index.ts';
import { readAllowlist } from '../addresses.ts';
import type { Connection } from './connection.ts';

/** Who changes what, on whose request. */
export interface ConnectionChange {
  request: Inbound;
  /** The user of the grant, or somebody who manages its tenant (see `connectionFor`). */
  by: Membership;
  connection: Connection;
}

/** Ends a connection with every token under it. */
export function revokeConnection(
  api: Api,
  change: ConnectionChange,
): Promise<'revoked' | 'already' | 'unknown'> {
  const { id, tenantId } = change.connection.grant;
  return api.store.revokeGrant({
    grantId: id,
    tenantId,
    now: api.clock.now(),
    audit: [row(api, change, 'authorization.revoked', { by: change.by.userId })],
  });
}

/** Stops a connection for a while, or lets it go on. */
export function suspendConnection(
  api: Api,
  change: ConnectionChange,
  suspended: boolean,
): Promise<'changed' | 'unknown'> {
  const { id, tenantId } = change.connection.grant;
  return api.store.suspendGrant({
    grantId: id,
    tenantId,
    suspended,
    now: api.clock.now(),
    audit: [row(api, change, 'authorization.changed', { by: change.by.userId, suspended })],
  });
}

/** Takes scopes and resources away. `empty`: nothing would be left, which is what revoking is for. */
export async function shrinkConnection(
  api: Api,
  change: ConnectionChange,
  left: { scopes: string[]; resources: ResourceRef[] | null },
): Promise<'changed' | 'wider' | 'unknown' | 'empty'> {
  if (left.scopes.length === 0 || left.resources?.length === 0) return 'empty';
  const { id, tenantId } = change.connection.grant;
  return api.store.shrinkGrant({
    grantId: id,
    tenantId,
    ...left,
    now: api.clock.now(),
    audit: [row(api, change, 'authorization.changed', { by: change.by.userId, ...left })],
  });
}

/** Limits a connection to addresses, or lifts the limit with an empty list. The problem is a sentence for the person. */
export async function limitAddresses(
  api: Api,
  change: ConnectionChange,
  entries: readonly string[],
): Promise<Result<'changed' | 'unknown', string>> {
  const addresses = readAllowlist(entries);
  if (!addresses.ok) return addresses;
  const ipAllowlist = addresses.value;
  const { id, tenantId } = change.connection.grant;
  const audit = [row(api, change, 'authorization.changed', { by: change.by.userId, ipAllowlist })];
  const now = api.clock.now();
  return ok(await api.store.limitGrantAddresses({ grantId: id, tenantId, ipAllowlist, now, audit }));
}

/** The row is about the user whose authorization it is; `by` says who did it. */
function row(
  api: Api,
  { request, connection: { grant } }: ConnectionChange,
  kind: AuditKind,
  detail: AuditEvent['detail'],
): AuditEvent {
  return auditEvent(api, request, kind, {
    tenantId: grant.tenantId,
    userId: grant.userId,
    clientId: grant.clientId,
    grantId: grant.id,
    connectedAccountId: grant.connectedAccountId,
    mode: grant.mode,
    detail,
  });
}
