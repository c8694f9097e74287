import type { AuditEvent, AuditKind } from '../../model/index.ts';
import type { ActingAs } from '../identify/connection.ts';

/** Whatever a decision may rest on. */
const EVERYTHING = 'all';

/**
 * Kinds after which every decision made before still holds. A kind that is not named here voids outcomes, so that
 * a new one is at worst too much.
 */
const WITHOUT_EFFECT: ReadonlySet<AuditKind> = new Set<AuditKind>([
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
]);

/** What a decision about a call rests on, by what it was made for. */
export function changeTags({
  client,
  grant,
  tenant,
}: Pick<ActingAs, 'client' | 'grant' | 'tenant'>): string[] {
  // A token that was exchanged ends with the client whose user it is about, which is not the one that holds it.
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
 * Which decisions a row of the log voids, as one of their tags; `null` for none. Rows about people and roles name who
 * made the change, so their whole tenant counts as changed.
 */
export function changedBy(
  row: Pick<AuditEvent, 'kind' | 'tenantId' | 'clientId' | 'grantId' | 'connectedAccountId'>,
): string | null {
  const { kind, tenantId, clientId, grantId, connectedAccountId } = row;
  if (WITHOUT_EFFECT.has(kind)) return null;
  if (/^(member|role|personal_token)\./.test(kind))
    return tenantId === null ? EVERYTHING : `tenant:${tenantId}`;
  // A change of a connection concerns everybody's part in it, and by whose authority its platform acts.
  if (/^authorization\./.test(kind) && connectedAccountId !== null) return `account:${connectedAccountId}`;
  if (/^(authorization|token|code)\./.test(kind) && grantId !== null) return `grant:${grantId}`;
  if (/^authorization\./.test(kind) && tenantId !== null) return `tenant:${tenantId}`;
  if (/^(client|token)\./.test(kind) && clientId !== null) return `client:${clientId}`;
  return EVERYTHING;
}
