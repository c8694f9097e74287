import { expandScopes } from '../../access/scopes.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { AuditEvent, AuditKind, ResourceRef } from '../../model/index.ts';
import type { JudgedGrant } from '../../store/store.ts';
import type { Sentence } from '../../words/sentence.ts';
import { type Acting, isManager, nameInLog } from '../acting.ts';
import { readAllowlist } from '../addresses.ts';
import type { Connection } from './connection.ts';

/*
 * The user of a connection cannot undo a manager's decision (`rules/grant/holds.ts`). An attempt has the
 * outcome `held` and is logged.
 */

/** The connection to change, by whom, and on which request. */
export interface ConnectionChange {
  request: Inbound;
  /** The user of the grant, or somebody who manages its tenant (see `connectionFor`). */
  by: Acting;
  connection: Connection;
}

/**
 * Revokes a connection with all its tokens. If a platform's connection has parts of several users, a manager
 * ends all of it and a member only their own part.
 */
export function revokeConnection(
  api: Api,
  change: ConnectionChange,
): Promise<'revoked' | 'already' | 'unknown'> {
  if (!isManager(api.config, change.by)) return withdrawPart(api, change);
  const { id, tenantId } = change.connection.grant;
  return api.store.revokeGrant({
    grantId: id,
    tenantId,
    now: api.clock.now(),
    byManager: true,
    audit: [row(api, change, 'authorization.revoked', { by: nameInLog(change.by) })],
  });
}

/** Ends one user's part in a connection; the parts of others remain. */
export function withdrawPart(api: Api, change: ConnectionChange): Promise<'revoked' | 'already' | 'unknown'> {
  const { id, tenantId, connectedAccountId } = change.connection.grant;
  const part = connectedAccountId === null ? {} : { part: true };
  return api.store.withdrawGrant({
    grantId: id,
    tenantId,
    now: api.clock.now(),
    byManager: isManager(api.config, change.by),
    audit: [row(api, change, 'authorization.revoked', { by: nameInLog(change.by), ...part })],
  });
}

/** Suspends or resumes a connection. */
export async function suspendConnection(
  api: Api,
  change: ConnectionChange,
  suspended: boolean,
): Promise<'changed' | 'held' | 'shared' | 'unknown'> {
  const { id, tenantId } = change.connection.grant;
  const outcome = await api.store.suspendGrant({
    grantId: id,
    tenantId,
    suspended,
    now: api.clock.now(),
    byManager: isManager(api.config, change.by),
    audit: [row(api, change, 'authorization.changed', { by: nameInLog(change.by), suspended })],
  });
  await recordRefused(api, change, outcome, { suspended });
  return outcome;
}

export interface Left {
  scopes: readonly string[];
  resources: readonly ResourceRef[] | null;
}

/**
 * Removes scopes and resources. `empty`: nothing would be left; revoke the connection instead. `overtaken`: it is not as `judged`
 * says any more.
 */
export async function shrinkConnection(
  api: Api,
  change: ConnectionChange,
  left: Left,
  judged?: JudgedGrant,
): Promise<'changed' | 'wider' | 'unknown' | 'empty' | 'overtaken'> {
  if (left.scopes.length === 0 || left.resources?.length === 0) return 'empty';
  const { id, tenantId } = change.connection.grant;
  return api.store.shrinkGrant({
    grantId: id,
    tenantId,
    ...left,
    now: api.clock.now(),
    ...(judged ? { judged } : {}),
    ...(isManager(api.config, change.by)
      ? { managerLeaves: [...expandScopes(api.config.scopes, left.scopes)] }
      : {}),
    audit: [row(api, change, 'authorization.changed', { by: nameInLog(change.by), ...left })],
  });
}

/**
 * Limits a connection to addresses, or lifts the limit if the list is empty. `overtaken`: it is not as `judged` says any more.
 */
export async function limitAddresses(
  api: Api,
  change: ConnectionChange,
  entries: readonly string[],
  judged?: JudgedGrant,
): Promise<Result<'changed' | 'held' | 'shared' | 'overtaken' | 'unknown', Sentence>> {
  const addresses = readAllowlist(entries);
  if (!addresses.ok) return addresses;
  const ipAllowlist = addresses.value;
  const { id, tenantId } = change.connection.grant;
  const audit = [row(api, change, 'authorization.changed', { by: nameInLog(change.by), ipAllowlist })];
  const now = api.clock.now();
  const byManager = isManager(api.config, change.by);
  const limit = { grantId: id, tenantId, ipAllowlist, now, byManager, audit, ...(judged ? { judged } : {}) };
  const outcome = await api.store.limitGrantAddresses(limit);
  await recordRefused(api, change, outcome, { ipAllowlist });
  return ok(outcome);
}

/** Returns managers' decisions to the user. `unknown` if nothing is held or the caller is not a manager. */
export async function releaseConnection(api: Api, change: ConnectionChange): Promise<'released' | 'unknown'> {
  if (!isManager(api.config, change.by)) return 'unknown';
  const { id, tenantId } = change.connection.grant;
  return api.store.releaseGrant({
    grantId: id,
    tenantId,
    now: api.clock.now(),
    audit: [row(api, change, 'authorization.changed', { by: nameInLog(change.by), released: true })],
  });
}

const REFUSED: Record<string, string> = { held: 'held_by_manager', shared: 'shared_connection' };

async function recordRefused(
  api: Api,
  change: ConnectionChange,
  outcome: string,
  tried: AuditEvent['detail'],
): Promise<void> {
  const code = REFUSED[outcome];
  if (code === undefined) return;
  const detail = { by: nameInLog(change.by), ...tried };
  const refusal = { outcome: 'denied', code } as const;
  await api.store.record([{ ...row(api, change, 'authorization.denied', detail), ...refusal }]);
}

/** The audit row is about the user whose authorization it is; `by` names the one who acted. */
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
