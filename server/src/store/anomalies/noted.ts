import { networkAround } from '../../lib/network.ts';
import type { Activity, AuditEvent, AuditKind, Watched } from '../../model/index.ts';
import type { Watch } from '../../rules/anomaly/judge.ts';
import { EXCUSED } from '../../rules/anomaly/refusals.ts';
import type { AlikeRows } from '../audit/alike.ts';

const KINDS: ReadonlySet<AuditKind> = new Set<AuditKind>([
  'api.called',
  'token.refreshed',
  'token.repeated',
  'token.reused',
]);

const SERVERS = 'servers of ';
const serversOf = (clientId: string): string => `${SERVERS}${clientId}`;

/** The watch for a subject of the counters: a platform's servers are a subject besides its connected accounts. */
export function watchOf({
  subject,
  connectedAccountId,
}: Pick<Watched, 'subject' | 'connectedAccountId'>): Watch {
  if (subject.startsWith(SERVERS)) return 'networks';
  return connectedAccountId === null ? 'all' : 'use';
}

/** Whether the counters of calls or habits have a row of the log in them. */
export const isCounted = ({ kind }: Pick<AuditEvent, 'kind'>): boolean => KINDS.has(kind);

/**
 * Returns what rows of the log add to the counters: for its subject, for the platform whose servers sent it, and for the
 * whole API. Nothing for strangers, whom no habits are known of, nor for sandboxes, in which everything is tried.
 */
export function activityOf({ row, times, hour, firstAt, lastAt }: AlikeRows): Activity[] {
  if (row.mode === 'sandbox') return [];
  const whose = watchedOf(row);
  if (!whose) return [];
  const { kind, outcome, code, ip } = row;
  const isCall = kind === 'api.called';
  const isRefused = isCall && outcome === 'denied' && code !== null && !EXCUSED.has(code);
  const counts = {
    hour,
    network: (ip === null ? null : networkAround(ip)) ?? '',
    allowed: isCall && outcome === 'allowed' ? times : 0,
    refused: isRefused ? times : 0,
    refreshed: kind === 'token.refreshed' ? times : 0,
    repeated: kind === 'token.repeated' || kind === 'token.reused' ? times : 0,
    firstAt,
    lastAt,
  };
  const ofSubject = { ...whose, ...counts };
  const all = { ...NOBODY, ...counts, network: '' };
  if (whose.connectedAccountId === null || whose.clientId === null) return [ofSubject, all];
  const { clientId, mode } = whose;
  const ofServers = { ...NOBODY, subject: serversOf(clientId), clientId, mode, ...counts };
  return [ofSubject, ofServers, all];
}

/** The parties of the whole API's counters: none. */
export const NOBODY: Watched = {
  subject: '',
  tenantId: null,
  clientId: null,
  connectedAccountId: null,
  grantId: null,
  userId: null,
  mode: null,
};

function watchedOf(row: AuditEvent): Watched | null {
  const { tenantId, clientId, connectedAccountId, grantId, userId, mode } = row;
  const { personalTokenId } = row.detail;
  if (connectedAccountId !== null) {
    return { ...NOBODY, subject: connectedAccountId, tenantId, clientId, connectedAccountId, mode };
  }
  if (grantId !== null) return { ...NOBODY, subject: grantId, tenantId, clientId, grantId, userId, mode };
  if (typeof personalTokenId === 'string')
    return { ...NOBODY, subject: personalTokenId, tenantId, userId, mode };
  return clientId === null ? null : { ...NOBODY, subject: clientId, tenantId, clientId, mode };
}
