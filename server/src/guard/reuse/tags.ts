import type { AuditEvent, AuditKind } from '../../model/index.ts';
import type { ActingAs } from '../identify/connection.ts';

/** The tag of everything that a decision can rest on. */
const EVERYTHING = 'all';

/**
 * Kinds of rows that leave earlier decisions valid. Any other kind voids outcomes, so a new kind voids too many rather
 * than too few.
 */
const WITHOUT_EFFECT: ReadonlySet<AuditKind> = new Set<AuditKind>([
  'anomaly.closed',
  'anomaly.found',
  'api.called',
  'audit.removed',
  'authorization.denied',
  'authorization.pushed',
  'client.created',
  'client.secret_added',
  'code.redeemed',
  'decision.asked',
  'device.redeemed',
  'device.refused',
  'device.requested',
  'limit.near',
  'limit.reached',
  'mail.given_up',
  'member.alert_mails_changed',
  'personal_token.created',
  'registration_token.created',
  'session.ended',
  'session.opened',
  'session.refused',
  'signing_key.rotated',
  'tenant.created',
  'token.issued',
  'token.refreshed',
  'token.refused',
  'token.repeated',
  'user.created',
  'user.password_changed',
  'webhook.added',
  'webhook.disabled',
  'webhook.enabled',
  'webhook.removed',
  'webhook.replayed',
  'webhook.secret_rotated',
]);

/** Returns the tags of the things that a decision rests on. */
export function changeTags({
  client,
  grant,
  tenant,
}: Pick<ActingAs, 'client' | 'grant' | 'tenant'>): string[] {
  // An exchanged token ends with the client that the grant belongs to, which is not the client that holds the token.
  const clients = new Set([client?.id, grant?.clientId].filter((id) => id !== undefined));
  return [
    EVERYTHING,
    ...[...clients].map((id) => `client:${id}`),
    ...(grant ? [`grant:${grant.id}`] : []),
    ...(grant?.connectedAccountId ? [`account:${grant.connectedAccountId}`] : []),
    ...(tenant ? [`tenant:${tenant.id}`] : []),
  ];
}

/**
 * Returns the tag of the decisions that a log row voids, or `null` for none. Rows about people and roles name who made
 * the change, so they void the decisions of the whole tenant.
 */
export function changedBy(
  row: Pick<AuditEvent, 'kind' | 'tenantId' | 'clientId' | 'grantId' | 'connectedAccountId'>,
): string | null {
  const { kind, tenantId, clientId, grantId, connectedAccountId } = row;
  if (WITHOUT_EFFECT.has(kind)) return null;
  if (/^(member|role|personal_token)\./.test(kind))
    return tenantId === null ? EVERYTHING : `tenant:${tenantId}`;
  // A change to a connection affects all its users, and by whose authority its platform acts.
  if (/^authorization\./.test(kind) && connectedAccountId !== null) return `account:${connectedAccountId}`;
  if (/^(authorization|token|code)\./.test(kind) && grantId !== null) return `grant:${grantId}`;
  if (/^authorization\./.test(kind) && tenantId !== null) return `tenant:${tenantId}`;
  if (/^(client|token)\./.test(kind) && clientId !== null) return `client:${clientId}`;
  return EVERYTHING;
}
