import { z } from 'zod';
import type { Api } from '../../api.ts';
import { type Invitation, TenantId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { actingIn, membershipIn } from '../api/actor.ts';
import { inDefaultLanguage } from '../api/language.ts';
import { type ManageProblem, operation, refuse, unknown } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';
import { tenantOf } from '../tenants/operations.ts';
import { type InviteProblem, invite, inviteAgain, MOST_INVITATIONS, withdrawInvitation } from './invite.ts';

const invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.string(),
    invitedBy: z.string().describe('Id of the manager.'),
    createdAt: time,
    expiresAt: time,
    expired: z.boolean(),
  })
  .meta({ id: 'Invitation', description: 'A mail by which somebody becomes a member of a tenant.' });

const PATH = '/tenants/{tenant}/invitations';
const OF_INVITATION = {
  noun: 'members',
  whom: 'manager',
  parameters: { invitation: 'Id of the invitation.' },
} as const;

const PROBLEMS = {
  needs_a_person: [403, 'a manager invites, in their own name.'],
  above_own: [403, 'the role permits more than your own.'],
  unknown_role: [422, 'the tenant has no such role.'],
  invalid_address: [422, 'this is no e-mail address.'],
  invitation_exists: [409, 'the address has an open invitation.'],
  member_exists: [409, 'somebody with the address is a member.'],
  too_many_invitations: [409, `a tenant has ${MOST_INVITATIONS} open invitations at most.`],
  too_many_mails: [429, 'the address was sent a mail a short time ago.'],
} as const;

export const invitationOperations = [
  operation({
    ...OF_INVITATION,
    id: 'listInvitations',
    method: 'GET',
    path: PATH,
    summary: 'List the invitations into a tenant, by address',
    answer: { status: 200, schema: z.object({ data: z.array(invitation) }) },
    async handle({ api, path }) {
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const found = await api.store.invitationsOf(tenant.id, MOST_INVITATIONS);
      return { status: 200, body: { data: found.map(shownBy(api)) } };
    },
  }),
  operation({
    ...OF_INVITATION,
    id: 'inviteMember',
    method: 'POST',
    path: PATH,
    stepUp: true,
    summary: 'Invite somebody into a tenant by mail',
    description: 'Answers the same whether or not they have an account.',
    body: z.strictObject({ email: z.string().trim().min(1).max(320), role: z.string() }),
    problems: PROBLEMS,
    async handle({ api, request, path, body, actor }) {
      const by = await membershipIn(api, actor.caller, path.tenant ?? '');
      if (!by) return NEEDS_A_MANAGER;
      const outcome = await invite(inDefaultLanguage(api), request, by, body);
      return outcome === 'invited' ? { status: 204 } : problemOf(outcome, 'role');
    },
  }),
  operation({
    ...OF_INVITATION,
    id: 'inviteMemberAgain',
    method: 'POST',
    path: `${PATH}/{invitation}/again`,
    summary: 'Send an invitation again, by another link',
    problems: PROBLEMS,
    async handle({ api, request, path, actor }) {
      const by = await membershipIn(api, actor.caller, path.tenant ?? '');
      if (!by) {
        const found = await api.store.invitationIn(path.invitation ?? '', TenantId(path.tenant ?? ''));
        return found ? NEEDS_A_MANAGER : unknown('invitation');
      }
      const outcome = await inviteAgain(inDefaultLanguage(api), request, by, path.invitation ?? '');
      return outcome === 'invited' ? { status: 204 } : problemOf(outcome, 'invitation');
    },
  }),
  operation({
    ...OF_INVITATION,
    id: 'withdrawInvitation',
    method: 'DELETE',
    path: `${PATH}/{invitation}`,
    summary: 'Take an invitation back',
    async handle({ api, request, path, actor }) {
      const by = actingIn(actor, TenantId(path.tenant ?? ''));
      const outcome = await withdrawInvitation(api, request, by, path.invitation ?? '');
      return outcome === 'withdrawn' ? { status: 204 } : unknown('invitation');
    },
  }),
];

const NEEDS_A_MANAGER = refuse(403, 'needs_a_person', sentence('managerInvites'));

/** @param missing the thing that `unknown` is about */
function problemOf(refused: InviteProblem, missing: 'role' | 'invitation'): ManageProblem {
  switch (refused.problem) {
    case 'unknown':
      return missing === 'role'
        ? refuse(422, 'unknown_role', sentence('noSuch', 'role'))
        : unknown('invitation');
    case 'above_own':
      return refuse(403, 'above_own', sentence('aboveOwn'));
    case 'no_address':
      return refuse(422, 'invalid_address', sentence('noMailAddress'));
    case 'exists':
      return refuse(409, 'invitation_exists', sentence('invitationExists'));
    case 'member':
      return refuse(409, 'member_exists', sentence('addressIsMember'));
    case 'too_many':
      return refuse(409, 'too_many_invitations', sentence('tooManyInvitations'));
    case 'wait':
      return refuse(429, 'too_many_mails', sentence('waitForMail', refused.seconds));
  }
}

function shownBy({ clock }: Api) {
  const now = clock.now();
  return ({ id, email, role, invitedBy, createdAt, expiresAt }: Invitation) => ({
    ...{ id, email, role, invitedBy },
    createdAt: shownTime(createdAt),
    expiresAt: shownTime(expiresAt),
    expired: expiresAt <= now,
  });
}
