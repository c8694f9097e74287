import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { looksMade, newId } from '../../lib/ids.ts';
import type { Invitation, User, UserId } from '../../model/index.ts';
import { hashPassword } from '../../signin/passwords.ts';
import { type RoleAuthority, roleAuthority } from './authority.ts';
import { isDecidedElsewhere } from './decided-elsewhere.ts';
import { rolesAmong } from './role.ts';

/** An open invitation, as it is shown to whoever has its link. */
export interface Invited {
  invitation: Invitation;
  tenantName: string;
  /** The name of the manager and the title of the role; `null` if the manager may not give it any more. */
  standing: { inviter: string; roleTitle: string; authority: RoleAuthority } | null;
}

/**
 * Returns the invitation of a link, or `null` if it works no longer. Whether it stands is judged now: a role may have been
 * removed since, and the manager may have another one, or none.
 */
export async function invitedBy(api: Api, secret: string): Promise<Invited | null> {
  if (!looksMade(secret)) return null;
  const invitation = await api.store.invitation(sha256(secret), api.clock.now());
  if (!invitation) return null;
  const { tenantId, invitedBy: userId } = invitation;
  const tenant = await api.store.tenantById(tenantId);
  if (!tenant) return null;
  const manager = await api.store.member(userId, tenantId);
  const authority = manager && (await roleAuthority(api, manager));
  const role = authority && rolesAmong(api, authority.made).find(({ name }) => name === invitation.role);
  const stands = manager && role && isWithin(role.permissions, authority.own);
  return {
    invitation,
    tenantName: tenant.name,
    standing: stands ? { inviter: manager.name, roleTitle: role.title, authority } : null,
  };
}

export type AcceptOutcome =
  | { outcome: 'accepted'; invitation: Invitation; user: User | null }
  /**
   * `no_longer`: who invited may not give the role any more. `decided_elsewhere`: the directory or the provider of another tenant decides who
   * signs in as the person.
   */
  | { outcome: 'gone' | 'taken' | 'member' | 'no_longer' | 'decided_elsewhere' };

/** Makes somebody a member by an invitation: a person who is signed in, or a new one with a name and a password. */
export async function acceptInvitation(
  api: Api,
  request: Inbound,
  secret: string,
  as: { userId: UserId } | { name: string; password: string },
): Promise<AcceptOutcome> {
  const invited = await invitedBy(api, secret);
  if (!invited) return { outcome: 'gone' };
  const { invitation, standing } = invited;
  if (!standing) return { outcome: 'no_longer' };
  if ('userId' in as && (await isDecidedElsewhere(api, as.userId, invitation.tenantId))) {
    return { outcome: 'decided_elsewhere' };
  }
  const user = 'userId' in as ? null : await newUser(api, invitation, as);
  const userId = 'userId' in as ? as.userId : (user?.id ?? newId('usr'));
  const { id, tenantId, role, invitedBy: by } = invitation;
  const outcome = await api.store.acceptInvitation({
    ...{ hash: sha256(secret), now: api.clock.now(), by: user ? { user } : { userId } },
    judged: standing.authority.judged,
    audit: [
      ...(user ? [auditEvent(api, request, 'user.created', { userId, detail: { invitation: id } })] : []),
      auditEvent(api, request, 'member.added', { tenantId, userId, detail: { role, by, invitation: id } }),
    ],
  });
  if (outcome === 'overtaken') return acceptInvitation(api, request, secret, as);
  return outcome === 'accepted' ? { outcome, invitation, user } : { outcome };
}

/** The address is that of the invitation: whoever opened the link gets mail there. */
async function newUser(
  api: Api,
  { email }: Invitation,
  { name, password }: { name: string; password: string },
): Promise<User> {
  return {
    ...{ id: newId('usr'), email, name, createdAt: api.clock.now() },
    passwordHash: await hashPassword(password),
  };
}
