import type { Mode } from '../../../wire/caller.ts';
import type { ClientId, ConnectedAccountId, GrantId, Instant, TenantId, UserId } from './ids.ts';

/** The kinds of events, in the past tense: the vocabulary of the log. */
export const AUDIT_KINDS = [
  'authorization.granted',
  'authorization.denied',
  'authorization.pushed',
  'authorization.changed',
  'authorization.revoked',
  'code.redeemed',
  'code.replayed',
  'device.requested',
  'device.redeemed',
  'device.refused',
  'token.issued',
  'token.refreshed',
  'token.repeated',
  'token.reused',
  'token.revoked',
  'token.refused',
  'client.created',
  'client.changed',
  'client.deleted',
  'client.secret_added',
  'client.secret_ended',
  'personal_token.created',
  'personal_token.revoked',
  'management_token.created',
  'management_token.revoked',
  'operator.set',
  'operator.removed',
  'developer.sign_up_asked',
  'developer.signed_up',
  'developer.approved',
  'developer.refused',
  'directory.changed',
  'group_roles.set',
  'tenant.created',
  'tenant.renamed',
  'tenant.deleted',
  'user.created',
  'user.renamed',
  'user.reset_asked',
  'user.address_asked',
  'user.address_changed',
  'user.changed',
  'user.password_changed',
  'user.deleted',
  'second_step.on',
  'second_step.off',
  'passkey.added',
  'passkey.removed',
  'recovery_codes.renewed',
  'recovery_code.used',
  'factors.removed',
  'member.added',
  'invitation.sent',
  'invitation.withdrawn',
  'member.alert_mails_changed',
  'member.removed',
  'member.role_changed',
  'role.changed',
  'role.removed',
  'sign_in.answered',
  'provider.set',
  'provider.removed',
  'outside_account.linked',
  'outside_account.unlinked',
  'session.opened',
  'session.refused',
  'session.ended',
  'registration_token.created',
  'registration_token.ended',
  'signing_key.rotated',
  'webhook.added',
  'webhook.changed',
  'webhook.removed',
  'webhook.secret_rotated',
  'webhook.replayed',
  'webhook.disabled',
  'webhook.enabled',
  'mail.given_up',
  'anomaly.found',
  'anomaly.closed',
  'limit.near',
  'limit.reached',
  'audit.removed',
  'backup.restored',
  'decision.asked',
  'api.called',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

/**
 * An event: the actor, the action, the user concerned and the authority. Never contains a token, code,
 * secret, verifier or password.
 */
export interface AuditEvent {
  readonly kind: AuditKind;
  readonly at: Instant;
  readonly tenantId: TenantId | null;
  readonly userId: UserId | null;
  readonly clientId: ClientId | null;
  readonly connectedAccountId: ConnectedAccountId | null;
  readonly grantId: GrantId | null;
  readonly mode: Mode | null;
  readonly outcome: 'allowed' | 'denied';
  /** The stable code of a refusal, or the operation's id for an allowed call. */
  readonly code: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly detail: Record<string, unknown>;
}

export interface AuditRow extends AuditEvent {
  readonly id: number;
}
