import type {
  AuditEvent,
  AuditKind,
  ClientId,
  GrantId,
  Instant,
  ResourceRef,
  TenantId,
  UserId,
} from '../../model/index.ts';
import type { NarrowClient } from './narrow-client.ts';

/**
 * Something that ended or became narrower after a backup was made, so that a restore does it again. Something that
 * began or became wider has no effect: it is not in the backup, and a restore gives nothing.
 */
export type Effect =
  /** `whole`: the connected account with all its parts. `held`: not by the user, who must not undo it. */
  | { does: 'end connection'; grantId: GrantId; tenantId: TenantId; whole: boolean; held: boolean }
  | { does: 'suspend connection'; grantId: GrantId; tenantId: TenantId; suspended: boolean; held: boolean }
  | {
      does: 'narrow connection';
      grantId: GrantId;
      tenantId: TenantId;
      /** `null`: not limited by this. */
      scopes: readonly string[] | null;
      resources: readonly ResourceRef[] | null;
      expiresAt: Instant | null;
      held: boolean;
    }
  | {
      does: 'limit addresses';
      grantId: GrantId;
      tenantId: TenantId;
      ipAllowlist: readonly string[];
      held: boolean;
    }
  /** `rotated`: by a refresh, which ends no token of a client that keeps its refresh tokens. */
  | { does: 'end tokens of connection'; grantId: GrantId; clientId: ClientId | null; rotated: boolean }
  | { does: 'end tokens of client'; clientId: ClientId }
  | { does: 'end sessions'; userId: UserId }
  | { does: 'renew password'; userId: UserId }
  | { does: 'remove provider'; tenantId: TenantId }
  | { does: 'remove group roles'; tenantId: TenantId }
  /** `name`: the system that has the account. `id`: the person there. */
  | { does: 'unlink account'; userId: UserId; name: string; id: string }
  | { does: 'end second step'; userId: UserId }
  /** Which code was used is in no row, so all of them end. */
  | { does: 'end recovery codes'; userId: UserId }
  | { does: 'remove passkey'; id: string; userId: UserId }
  | { does: 'remove factors'; userId: UserId }
  | { does: 'end personal access token'; id: string; userId: UserId; tenantId: TenantId }
  | { does: 'end management token'; id: string }
  | { does: 'limit operator'; userId: UserId }
  | { does: 'remove operator'; userId: UserId }
  | { does: 'refuse developer'; userId: UserId }
  | { does: 'end invitation'; id: string; tenantId: TenantId }
  | { does: 'remove member'; tenantId: TenantId; userId: UserId }
  | { does: 'change role'; tenantId: TenantId; userId: UserId; role: string }
  | { does: 'narrow role'; tenantId: TenantId; name: string; permissions: readonly string[] }
  | { does: 'remove role'; tenantId: TenantId; name: string }
  | { does: 'delete user'; userId: UserId }
  | { does: 'delete tenant'; tenantId: TenantId }
  | { does: 'delete client'; clientId: ClientId }
  | { does: 'narrow client'; clientId: ClientId; to: NarrowClient }
  /** The client has a newer secret, which is not in the backup; the last one before it ends at `until`. */
  | { does: 'replace secret'; clientId: ClientId; until: Instant; row: number }
  | { does: 'end secret'; clientId: ClientId; id: string }
  | { does: 'end registration tokens' }
  | { does: 'end registration token'; id: string }
  | { does: 'replace signing keys' }
  | { does: 'remove webhook'; id: string }
  | { does: 'disable webhook'; id: string; disabled: boolean }
  /** It was restored without its log then, so nothing that was there before may be believed. */
  | { does: 'end everything' };

type Judge = (row: AuditEvent & { id: number }) => Effect[];

const nothing: Judge = () => [];
const endInvitation: Judge = ({ tenantId, detail }) =>
  tenantId === null || typeof detail.invitation !== 'string'
    ? []
    : [{ does: 'end invitation', id: detail.invitation, tenantId }];
const endTokens: Judge = (row) => tokensEnded(row, false);
const rotate: Judge = (row) => tokensEnded(row, true);

/**
 * For each kind of row, the things that it ended or narrowed. A new kind does not compile before somebody has decided it. Rows rarely name one
 * token, so the tokens of the connection end with it.
 */
export const EFFECTS: Readonly<Record<AuditKind, Judge>> = {
  // Another consent may have selected fewer resources, left out a scope, or brought the end nearer.
  'authorization.granted': (row) =>
    aboutGrant(row, (grant) => {
      const [scopes, resources] = [textsIn(row.detail.left), resourcesIn(row.detail.resources)];
      const expiresAt = typeof row.detail.expiresAt === 'number' ? row.detail.expiresAt : null;
      if (scopes === null && resources === null && expiresAt === null) return [];
      return [{ ...narrowing(grant, scopes, resources), expiresAt, held: false }];
    }),
  'authorization.denied': nothing,
  'authorization.pushed': nothing,
  'authorization.changed': (row) => aboutGrant(row, (grant) => changed(grant, row)),
  'authorization.revoked': (row) =>
    aboutGrant(row, (grant) => {
      const part = row.detail.part === true || row.detail.cause !== undefined;
      const byClient = row.detail.by === 'client';
      return [{ does: 'end connection', ...grant, whole: !part, held: !byClient && byAnother(row) }];
    }),
  'code.redeemed': nothing,
  'code.replayed': endTokens,
  'device.requested': nothing,
  'device.redeemed': nothing,
  'device.refused': nothing,
  'token.issued': nothing,
  'token.refreshed': rotate,
  'token.repeated': rotate,
  'token.reused': endTokens,
  'token.revoked': endTokens,
  'token.refused': nothing,
  // A registration uses up a part of an initial access token, and no row says of which.
  'client.created': ({ detail }) =>
    detail.origin === 'registration' ? [{ does: 'end registration tokens' }] : [],
  'client.changed': (row) =>
    row.clientId === null ? [] : [{ does: 'narrow client', clientId: row.clientId, to: narrowed(row) }],
  'client.deleted': ({ clientId }) => (clientId === null ? [] : [{ does: 'delete client', clientId }]),
  'client.secret_added': ({ clientId, at, id, detail }) => {
    const days = typeof detail.overlapDays === 'number' ? detail.overlapDays : 0;
    return clientId === null ? [] : [{ does: 'replace secret', clientId, until: at + days * DAY, row: id }];
  },
  'client.secret_ended': ({ clientId, detail }) =>
    clientId === null || typeof detail.secret !== 'string'
      ? []
      : [{ does: 'end secret', clientId, id: detail.secret }],
  'personal_token.created': nothing,
  'personal_token.revoked': ({ userId, tenantId, detail }) =>
    userId === null || tenantId === null || typeof detail.tokenId !== 'string'
      ? []
      : [{ does: 'end personal access token', id: detail.tokenId, userId, tenantId }],
  'management_token.created': nothing,
  'management_token.revoked': ({ detail }) =>
    typeof detail.tokenId === 'string' ? [{ does: 'end management token', id: detail.tokenId }] : [],
  'operator.set': ({ userId, detail }) =>
    userId === null || detail.role === 'owner' ? [] : [{ does: 'limit operator', userId }],
  'operator.removed': ({ userId }) => (userId === null ? [] : [{ does: 'remove operator', userId }]),
  'developer.sign_up_asked': nothing,
  'developer.signed_up': nothing,
  'developer.approved': nothing,
  'developer.refused': (row) => aboutUser(row, (userId) => [{ does: 'refuse developer', userId }]),
  'directory.changed': nothing,
  // Groups give less, or nothing, until a manager says so again.
  'group_roles.set': ({ tenantId }) => (tenantId === null ? [] : [{ does: 'remove group roles', tenantId }]),
  'tenant.created': nothing,
  'tenant.renamed': nothing,
  'tenant.deleted': ({ tenantId }) => (tenantId === null ? [] : [{ does: 'delete tenant', tenantId }]),
  'user.created': nothing,
  'user.renamed': nothing,
  // A restore ends all links in mails.
  'user.reset_asked': nothing,
  'user.address_asked': nothing,
  // The address in the backup may be one that its owner lost: no link to a new password goes there.
  'user.address_changed': (row) => aboutUser(row, renewPassword),
  'user.changed': nothing,
  'user.password_changed': (row) => aboutUser(row, renewPassword),
  'user.deleted': ({ userId }) => (userId === null ? [] : [{ does: 'delete user', userId }]),
  // The backup has a password that is enough, and no app that could be asked beside it.
  'second_step.on': (row) => aboutUser(row, renewPassword),
  'second_step.off': (row) => aboutUser(row, (userId) => [{ does: 'end second step', userId }]),
  'passkey.added': nothing,
  'passkey.removed': (row) =>
    aboutUser(row, (userId) =>
      typeof row.detail.passkey === 'string'
        ? [{ does: 'remove passkey', id: row.detail.passkey, userId }]
        : [],
    ),
  'recovery_codes.renewed': (row) => aboutUser(row, endRecoveryCodes),
  'recovery_code.used': (row) => aboutUser(row, endRecoveryCodes),
  'factors.removed': (row) =>
    aboutUser(row, (userId) => [
      { does: 'remove factors', userId },
      { does: 'end sessions', userId },
    ]),
  // The member is not in the backup, but the invitation that was used may be.
  'member.added': endInvitation,
  // One that was sent again has another secret, and the one before must not work.
  'invitation.sent': endInvitation,
  'invitation.withdrawn': endInvitation,
  'member.alert_mails_changed': nothing,
  'member.removed': (row) => aboutMember(row, (member) => [{ does: 'remove member', ...member }]),
  'member.role_changed': (row) =>
    aboutMember(row, (member) => [{ does: 'change role', ...member, role: String(row.detail.to) }]),
  'role.changed': ({ tenantId, detail }) =>
    tenantId === null
      ? []
      : [
          {
            does: 'narrow role',
            tenantId,
            name: String(detail.name),
            permissions: textsIn(detail.permissions) ?? [],
          },
        ],
  'role.removed': ({ tenantId, detail }) =>
    tenantId === null ? [] : [{ does: 'remove role', tenantId, name: String(detail.name) }],
  'sign_in.answered': nothing,
  // Its secret is not in the backup, and people may have stopped trusting the one before.
  'provider.set': ({ tenantId }) => (tenantId === null ? [] : [{ does: 'remove provider', tenantId }]),
  'provider.removed': ({ tenantId }) => (tenantId === null ? [] : [{ does: 'remove provider', tenantId }]),
  'outside_account.linked': nothing,
  'outside_account.unlinked': ({ userId, detail }) =>
    userId === null
      ? []
      : [{ does: 'unlink account', userId, name: String(detail.source), id: String(detail.subject) }],
  'session.opened': nothing,
  'session.refused': nothing,
  'session.ended': ({ userId }) => (userId === null ? [] : [{ does: 'end sessions', userId }]),
  'registration_token.created': nothing,
  'registration_token.ended': ({ detail }) =>
    typeof detail.tokenId === 'string' ? [{ does: 'end registration token', id: detail.tokenId }] : [],
  'signing_key.rotated': ({ detail }) => (detail.key === 'master' ? [] : [{ does: 'replace signing keys' }]),
  'webhook.added': nothing,
  'webhook.removed': (row) => aboutEndpoint(row, (id) => [{ does: 'remove webhook', id }]),
  // Its new address is not in the backup, and events must not go to the one before.
  'webhook.changed': (row) => aboutEndpoint(row, (id) => [{ does: 'disable webhook', id, disabled: true }]),
  // Its new secret is not in the backup, and the one before must not sign.
  'webhook.secret_rotated': (row) =>
    aboutEndpoint(row, (id) => [{ does: 'disable webhook', id, disabled: true }]),
  'webhook.replayed': nothing,
  'webhook.disabled': (row) => aboutEndpoint(row, (id) => [{ does: 'disable webhook', id, disabled: true }]),
  'webhook.enabled': nothing,
  'mail.given_up': nothing,
  'anomaly.found': nothing,
  'anomaly.closed': nothing,
  'limit.near': nothing,
  'limit.reached': nothing,
  'audit.removed': nothing,
  'backup.restored': ({ detail }) => (detail.through === null ? [{ does: 'end everything' }] : []),
  'decision.asked': nothing,
  'api.called': nothing,
};

const DAY = 86_400_000;

/** Returns the effects of a row, or `null` for a kind that this version does not know. */
export function effectsOf(row: AuditEvent & { id: number }): Effect[] | null {
  return Object.hasOwn(EFFECTS, row.kind) ? EFFECTS[row.kind](row) : null;
}

interface OneGrant {
  grantId: GrantId;
  tenantId: TenantId;
}

function aboutGrant(row: AuditEvent, effects: (grant: OneGrant) => Effect[]): Effect[] {
  const { grantId, tenantId } = row;
  return grantId === null || tenantId === null ? [] : effects({ grantId, tenantId });
}

function aboutUser({ userId }: AuditEvent, effects: (userId: UserId) => Effect[]): Effect[] {
  return userId === null ? [] : effects(userId);
}

function renewPassword(userId: UserId): Effect[] {
  return [
    { does: 'renew password', userId },
    { does: 'end sessions', userId },
  ];
}

function endRecoveryCodes(userId: UserId): Effect[] {
  return [{ does: 'end recovery codes', userId }];
}

function aboutMember(
  { tenantId, userId, detail }: AuditEvent,
  effects: (member: { tenantId: TenantId; userId: UserId }) => Effect[],
): Effect[] {
  return tenantId === null || userId === null || detail === null ? [] : effects({ tenantId, userId });
}

function aboutEndpoint({ detail }: AuditEvent, effects: (id: string) => Effect[]): Effect[] {
  return typeof detail.endpoint === 'string' ? effects(detail.endpoint) : [];
}

function tokensEnded({ grantId, clientId }: AuditEvent, rotated: boolean): Effect[] {
  if (grantId !== null) return [{ does: 'end tokens of connection', grantId, clientId, rotated }];
  return clientId === null ? [] : [{ does: 'end tokens of client', clientId }];
}

/** A person who changed another's connection was a manager; so counts the operator. */
function byAnother({ userId, detail }: AuditEvent): boolean {
  return detail.by !== undefined && detail.by !== userId;
}

function changed(grant: OneGrant, row: AuditEvent): Effect[] {
  const { suspended, ipAllowlist } = row.detail;
  const held = byAnother(row);
  const [scopes, resources] = [textsIn(row.detail.scopes), resourcesIn(row.detail.resources)];
  const addresses = textsIn(ipAllowlist);
  return [
    ...(typeof suspended === 'boolean'
      ? [{ does: 'suspend connection' as const, ...grant, suspended, held }]
      : []),
    ...(scopes === null && resources === null ? [] : [{ ...narrowing(grant, scopes, resources), held }]),
    ...(addresses === null
      ? []
      : [{ does: 'limit addresses' as const, ...grant, ipAllowlist: addresses, held }]),
  ];
}

function narrowing(grant: OneGrant, scopes: string[] | null, resources: ResourceRef[] | null) {
  return { does: 'narrow connection' as const, ...grant, scopes, resources, expiresAt: null };
}

function narrowed({ detail }: AuditEvent): NarrowClient {
  const [redirectUris, ipAllowlist] = [textsIn(detail.redirectUris), textsIn(detail.ipAllowlist)];
  const scopes = textsIn(detail.scopes);
  return {
    ...(scopes ? { scopes } : {}),
    ...(typeof detail.name === 'string' ? { name: detail.name } : {}),
    ...(redirectUris ? { redirectUris } : {}),
    ...(ipAllowlist ? { ipAllowlist } : {}),
    ...(typeof detail.tenant === 'string' ? { tenantId: detail.tenant as TenantId } : {}),
    ...(typeof detail.suspended === 'boolean' ? { suspended: detail.suspended } : {}),
    ...(typeof detail.verified === 'boolean' ? { verified: detail.verified } : {}),
    held: detail.origin === 'registration',
    described: detail.origin === 'document',
  };
}

function textsIn(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

function resourcesIn(value: unknown): ResourceRef[] | null {
  if (!Array.isArray(value)) return null;
  return value.map((each: { type?: unknown; id?: unknown }) => ({
    type: String(each?.type),
    id: String(each?.id),
  }));
}
