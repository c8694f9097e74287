import { isWithin } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId, newSecret } from '../../lib/ids.ts';
import { isMailAddress } from '../../lib/mail-address.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { Member, Membership } from '../../model/index.ts';
import { admitMail } from '../../signin/reset/throttle.ts';
import { type Acting, nameInLog } from '../acting.ts';
import { type RoleAuthority, roleAuthority } from './authority.ts';
import { invitationMail } from './invitation-letter.ts';
import { rolesAmong } from './role.ts';

const LIFETIME = 7 * DAY;
/** A tenant does not send mails to more strangers than these at a time. */
export const MOST_INVITATIONS = 100;

/** `unknown`: no such role or invitation, or the caller is not a manager. */
export type InviteProblem =
  | { problem: 'unknown' | 'above_own' | 'exists' | 'member' | 'too_many' | 'no_address' }
  /** Seconds until the next mail to this address is accepted. */
  | { problem: 'wait'; seconds: number };

/** Invites an address into the manager's tenant, with a role that permits no more than their own. */
export async function invite(
  api: SpeakingApi,
  request: Inbound,
  by: Membership,
  input: { email: string; role: string },
): Promise<'invited' | InviteProblem> {
  const { email, role } = input;
  if (!isMailAddress(email)) return { problem: 'no_address' };
  const found = await inviter(api, by, role);
  if ('problem' in found) return found;
  const { manager, authority, roleTitle } = found;
  const seconds = await admitMail(api.runtime.throttles, email, request.ip);
  if (seconds !== null) return { problem: 'wait', seconds };
  const [id, secret] = [newId('inv'), newSecret()];
  const now = api.clock.now();
  const { tenantId, userId } = by;
  const outcome = await api.store.invite({
    invitation: {
      ...{ id, hash: sha256(secret), tenantId, email, role, invitedBy: userId },
      ...{ createdAt: now, expiresAt: now + LIFETIME },
    },
    most: MOST_INVITATIONS,
    judged: authority.judged,
    mails: [invitationMail(api, manager, { email, roleTitle, secret })],
    audit: [row(api, request, by, { invitation: id, role })],
  });
  if (outcome === 'overtaken') return invite(api, request, by, input);
  return outcome === 'invited' ? outcome : { problem: outcome };
}

/** Sends an invitation again, by another link and for another seven days; the link before works no longer. */
export async function inviteAgain(
  api: SpeakingApi,
  request: Inbound,
  by: Membership,
  id: string,
): Promise<'invited' | InviteProblem> {
  const { tenantId, userId } = by;
  const invitation = await api.store.invitationIn(id, tenantId);
  if (!invitation) return { problem: 'unknown' };
  const { email, role } = invitation;
  const found = await inviter(api, by, role);
  if ('problem' in found) return found;
  const { manager, authority, roleTitle } = found;
  const seconds = await admitMail(api.runtime.throttles, email, request.ip);
  if (seconds !== null) return { problem: 'wait', seconds };
  const secret = newSecret();
  const outcome = await api.store.renewInvitation({
    ...{ id, tenantId, hash: sha256(secret), invitedBy: userId, expiresAt: api.clock.now() + LIFETIME },
    judged: authority.judged,
    mails: [invitationMail(api, manager, { email, roleTitle, secret })],
    audit: [row(api, request, by, { invitation: id, role, again: true })],
  });
  if (outcome === 'overtaken') return inviteAgain(api, request, by, id);
  return outcome === 'renewed' ? 'invited' : { problem: outcome };
}

/** Takes an invitation back. Any manager may: nobody has anything by it yet. */
export async function withdrawInvitation(
  api: Api,
  request: Inbound,
  by: Acting,
  id: string,
): Promise<'withdrawn' | 'unknown'> {
  const authority = await roleAuthority(api, by);
  if (!authority) return 'unknown';
  const { tenantId, userId } = by;
  const outcome = await api.store.withdrawInvitation({
    ...{ id, tenantId, judged: authority.judged },
    audit: [
      auditEvent(api, request, 'invitation.withdrawn', {
        tenantId,
        userId,
        detail: { invitation: id, by: nameInLog(by) },
      }),
    ],
  });
  return outcome === 'overtaken' ? withdrawInvitation(api, request, by, id) : outcome;
}

/** Returns who invites, and whether the role is theirs to give. */
async function inviter(
  api: SpeakingApi,
  by: Membership,
  role: string,
): Promise<
  { manager: Member; authority: RoleAuthority; roleTitle: string } | { problem: 'unknown' | 'above_own' }
> {
  const authority = await roleAuthority(api, by);
  const manager = await api.store.member(by.userId, by.tenantId);
  const wanted = authority && rolesAmong(api, authority.made).find(({ name }) => name === role);
  if (!manager || !wanted) return { problem: 'unknown' };
  if (!isWithin(wanted.permissions, authority.own)) return { problem: 'above_own' };
  return { manager, authority, roleTitle: wanted.title };
}

/** The log knows people by their id, so it does not have the address. */
function row(
  api: SpeakingApi,
  request: Inbound,
  { tenantId, userId }: Membership,
  detail: Record<string, unknown>,
) {
  const about = { tenantId, userId, detail: { ...detail, by: userId } };
  return auditEvent(api, request, 'invitation.sent', about);
}
