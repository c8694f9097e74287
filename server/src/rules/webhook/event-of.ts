import { SECOND } from '../../lib/clock.ts';
import type { AuditEvent, AuditKind, EventType, Instant } from '../../model/index.ts';

/** An event as a row tells it: its type, and the members of the detail that go along. */
export interface Told {
  type: EventType;
  data: Record<string, unknown>;
}

type Telling = (row: AuditEvent, isLive: boolean) => Told | null;

/**
 * From the kind of an audit row to the event that endpoints are told. Kinds that are not here tell nothing. The members are
 * named one by one, so that no name, address or secret of a later row goes out unseen.
 */
const TOLD: Partial<Record<AuditKind, Telling>> = {
  'authorization.granted': (row) => {
    const { type, data } = told('connection.authorized', row, ['scopes', 'resources']);
    const { expiresAt } = row.detail;
    return {
      type,
      data: { ...data, ...(typeof expiresAt === 'number' ? { expires_at: inSeconds(expiresAt) } : {}) },
    };
  },
  'authorization.changed': (row) => {
    const { suspended } = row.detail;
    if (suspended === true) return told('connection.suspended', row, []);
    if (suspended === false) return told('connection.resumed', row, []);
    return told('connection.changed', row, ['scopes', 'resources']);
  },
  // One person's part may end while the connection goes on by those of others.
  'authorization.revoked': (row, isLive) =>
    told(isLive && asksIfLive(row) ? 'connection.changed' : 'connection.revoked', row, []),
  'token.reused': (row) => told('token.reused', row, []),
  'limit.near': (row) => limitTold('limit.near', row),
  'limit.reached': (row) => limitTold('limit.reached', row),
  'client.secret_added': (row) => told('client.secret_rotated', row, []),
  'anomaly.found': (row) => told('anomaly.found', row, ['alert_id', 'anomaly', 'since', 'until', 'count']),
  'client.deleted': (row) => told('client.deleted', row, []),
  'signing_key.rotated': (row) => told('key.rotated', row, ['key']),
};

/** Whether the event of a row depends on what its connected account has left. */
export function asksIfLive({ kind, connectedAccountId }: AuditEvent): boolean {
  return kind === 'authorization.revoked' && connectedAccountId !== null;
}

/**
 * Returns the event that a row tells, or `null` for none.
 *
 * @param isLive whether the row's connected account has a part that has not ended, after the change; matters where
 * `asksIfLive`
 */
export function eventOf(row: AuditEvent, isLive: boolean): Told | null {
  if (row.outcome !== 'allowed' && row.kind !== 'token.reused') return null;
  return TOLD[row.kind]?.(row, isLive) ?? null;
}

/** Whether a row of a kind may tell an event. */
export function mayTell({ kind }: Pick<AuditEvent, 'kind'>): boolean {
  return TOLD[kind] !== undefined;
}

/** In the words of the limits that `usage` shows. */
function limitTold(type: EventType, row: AuditEvent): Told {
  const { data } = told(type, row, ['policy', 'window', 'limit', 'used']);
  return { type, data: { ...data, resets_at: inSeconds(Number(row.detail.resetsAt)) } };
}

function inSeconds(at: Instant): number {
  return Math.floor(at / SECOND);
}

function told(type: EventType, row: AuditEvent, members: readonly string[]): Told {
  const data: Record<string, unknown> = {};
  if (row.grantId !== null) data.grant_id = row.grantId;
  for (const name of members) if (row.detail[name] != null) data[name] = row.detail[name];
  return { type, data };
}
