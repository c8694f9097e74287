import type { AuditEvent, AuditKind, Client, Grant, Tenant, User } from '../../model/index.ts';

/** The tag of everything that a decision can rest on. */
export const EVERYTHING = 'all';

const LAST_USE = 'used:';

/** The things that a row of the log can be about. */
type About = 'account' | 'grant' | 'client' | 'user' | 'tenant';

/** A row changed the things of the first list of which it names some, or everything if it names none at all. */
type Reach = readonly (readonly About[])[] | 'nothing';

/** A change to a connection affects all its users, and by whose authority its platform acts. */
const CONNECTION: Reach = [['account', 'grant'], ['tenant']];
const GRANT: Reach = [['grant']];
const TOKENS: Reach = [['grant'], ['client']];
/** Rows about people and roles name who made the change, so they concern the whole tenant. */
const TENANT: Reach = [['tenant']];
const CLIENT: Reach = [['client']];
const USER: Reach = [['user']];
const ALL: Reach = [];

/**
 * For each kind of row, how far what was decided or remembered before it is outdated. One rule for the memory of this
 * process and of other nodes, and for the SDKs that decide by themselves. A new kind does not compile before somebody
 * has decided it.
 */
const REACH: Readonly<Record<AuditKind, Reach>> = {
  'authorization.granted': CONNECTION,
  'authorization.denied': 'nothing',
  'authorization.pushed': 'nothing',
  'authorization.changed': CONNECTION,
  'authorization.revoked': CONNECTION,
  'code.redeemed': 'nothing',
  'code.replayed': GRANT,
  'device.requested': 'nothing',
  'device.redeemed': 'nothing',
  'device.refused': 'nothing',
  'token.issued': 'nothing',
  'token.refreshed': 'nothing',
  // The grant has a note of it, which its user sees.
  'token.repeated': TOKENS,
  'token.reused': TOKENS,
  'token.revoked': TOKENS,
  'token.refused': 'nothing',
  // Two requests can describe a client at once by its metadata document, and the later one changes it.
  'client.created': CLIENT,
  'client.changed': CLIENT,
  'client.deleted': CLIENT,
  'client.secret_added': CLIENT,
  'client.secret_ended': CLIENT,
  'personal_token.created': 'nothing',
  'personal_token.revoked': TENANT,
  // The management API reads both at each request.
  'management_token.created': 'nothing',
  'management_token.revoked': 'nothing',
  'operator.set': 'nothing',
  'operator.removed': 'nothing',
  'developer.sign_up_asked': 'nothing',
  'developer.signed_up': 'nothing',
  'developer.approved': 'nothing',
  'developer.refused': 'nothing',
  // Changes for members have rows of their own.
  'directory.changed': 'nothing',
  'group_roles.set': 'nothing',
  'tenant.created': 'nothing',
  'tenant.renamed': TENANT,
  'tenant.deleted': ALL,
  'user.created': 'nothing',
  'user.renamed': USER,
  'user.reset_asked': 'nothing',
  'user.address_asked': 'nothing',
  'user.address_changed': USER,
  'user.changed': USER,
  'user.password_changed': USER,
  'user.deleted': ALL,
  // No decision on a call rests on how its user signs in.
  'second_step.on': 'nothing',
  'second_step.off': 'nothing',
  'passkey.added': 'nothing',
  'passkey.removed': 'nothing',
  'recovery_codes.renewed': 'nothing',
  'recovery_code.used': 'nothing',
  'factors.removed': 'nothing',
  'member.added': TENANT,
  'invitation.sent': 'nothing',
  'invitation.withdrawn': 'nothing',
  'member.removed': TENANT,
  'member.role_changed': TENANT,
  'member.alert_mails_changed': 'nothing',
  'role.changed': TENANT,
  'role.removed': TENANT,
  'sign_in.answered': 'nothing',
  'provider.set': 'nothing',
  'provider.removed': 'nothing',
  'outside_account.linked': 'nothing',
  'outside_account.unlinked': 'nothing',
  'session.opened': 'nothing',
  'session.refused': 'nothing',
  'session.ended': 'nothing',
  'registration_token.created': 'nothing',
  'registration_token.ended': 'nothing',
  'signing_key.rotated': 'nothing',
  'webhook.added': 'nothing',
  'webhook.changed': 'nothing',
  'webhook.removed': 'nothing',
  'webhook.secret_rotated': 'nothing',
  'webhook.replayed': 'nothing',
  'webhook.disabled': 'nothing',
  'webhook.enabled': 'nothing',
  'mail.given_up': 'nothing',
  'anomaly.found': 'nothing',
  'anomaly.closed': 'nothing',
  'limit.near': 'nothing',
  'limit.reached': 'nothing',
  'audit.removed': 'nothing',
  'backup.restored': ALL,
  'decision.asked': 'nothing',
  'api.called': 'nothing',
};

/** The things on which a decision rests, or of which something remembered consists. */
export interface RestsOn {
  client: Pick<Client, 'id'> | null;
  grant: Pick<Grant, 'id' | 'clientId' | 'connectedAccountId'> | null;
  tenant: Pick<Tenant, 'id'> | null;
  user: Pick<User, 'id'> | null;
}

/**
 * The tag of the time at which a client or a personal access token was last used. Only this process has to know of it: any other
 * finds a note that it does not know of when it is about to write one.
 */
export function lastUseOf(about: 'client' | 'personal', id: string): string {
  return `${LAST_USE}${about}:${id}`;
}

/** Returns those of the tags of which other nodes have to know. */
export function toBeTold(tags: readonly string[]): string[] {
  return tags.filter((tag) => !tag.startsWith(LAST_USE));
}

/** Returns the tags of the things that something rests on. */
export function changeTags({ client, grant, tenant, user }: RestsOn): string[] {
  // An exchanged token ends with the client that the grant belongs to, which is not the client that holds the token.
  const clients = new Set([client?.id, grant?.clientId].filter((id) => id !== undefined));
  return [
    EVERYTHING,
    ...[...clients].map((id) => `client:${id}`),
    ...(grant ? [`grant:${grant.id}`] : []),
    ...(grant?.connectedAccountId ? [`account:${grant.connectedAccountId}`] : []),
    ...(tenant ? [`tenant:${tenant.id}`] : []),
    ...(user ? [`user:${user.id}`] : []),
  ];
}

/** The ids in a row of the log by which its reach is judged. */
export type ChangeRow = Pick<
  AuditEvent,
  'kind' | 'tenantId' | 'userId' | 'clientId' | 'grantId' | 'connectedAccountId'
>;

/** Returns the tags of what is outdated since a row was written: something with one of them is. */
export function changedBy(row: ChangeRow): readonly string[] {
  const reach = REACH[row.kind];
  if (reach === 'nothing') return [];
  for (const things of reach) {
    const named = things.flatMap((about) => {
      const id = idOf(row, about);
      return id === null ? [] : [`${about}:${id}`];
    });
    if (named.length > 0) return named;
  }
  return [EVERYTHING];
}

function idOf(row: ChangeRow, about: About): string | null {
  switch (about) {
    case 'account':
      return row.connectedAccountId;
    case 'grant':
      return row.grantId;
    case 'client':
      return row.clientId;
    case 'user':
      return row.userId;
    case 'tenant':
      return row.tenantId;
  }
}
