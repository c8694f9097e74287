import { z } from 'zod';
import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { type Member, TenantId, UserId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { actingIn } from '../api/actor.ts';
import { isMeantFor } from '../api/etag.ts';
import { inDefaultLanguage } from '../api/language.ts';
import { CHANGED_MEANWHILE, type ManageProblem, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeAt } from '../api/paging.ts';
import { tenantOf } from '../tenants/operations.ts';
import { changeRoleOnce } from './change-role.ts';
import { DECIDED_ELSEWHERE, decidedElsewhere, isDecidedElsewhere } from './decided-elsewhere.ts';
import { type MemberProblem, removeMember, resetPassword, signOutMember } from './leave.ts';
import { rolesOf } from './role.ts';

const member = z
  .object({
    user: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    manages: z.boolean().describe('Whether the role manages the whole tenant.'),
  })
  .meta({ id: 'Member', description: 'A person’s place in a tenant.' });

const PROBLEMS = {
  above_own: [403, 'the role permits more than your own.'],
  last_manager: [409, 'the tenant would have no manager left.'],
} as const;

const ONE = { user: 'Id of the user.' };

export const memberOperations = [
  operation({
    id: 'listMembers',
    method: 'GET',
    path: '/tenants/{tenant}/members',
    noun: 'members',
    whom: 'manager',
    summary: 'List the members of a tenant, by name',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(member) },
    async handle({ api, path, query: { limit, cursor } }) {
      const place = placeAt(cursor, ['string', 'string']);
      if (!place.ok) return place.problem;
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const after = place.value && { name: place.value[0], userId: UserId(place.value[1]) };
      const found = await api.store.membersOf({ tenantId: tenant.id, after, limit: limit + 1 });
      return { status: 200, body: page(found, limit, ({ name, userId }) => [name, userId], shownBy(api)) };
    },
  }),
  operation({
    id: 'addMember',
    method: 'POST',
    path: '/tenants/{tenant}/members',
    noun: 'members',
    whom: 'operator',
    stepUp: true,
    summary: 'Make an existing user a member of a tenant',
    description:
      'Managers of a tenant invite people instead: an answer of this operation tells whether somebody has an account.',
    creates: true,
    body: z.union([
      z.strictObject({ user: z.string().min(1).describe('Id of the user.'), role: z.string() }),
      z.strictObject({ email: z.string().min(1), role: z.string() }),
    ]),
    answer: { status: 201, schema: member },
    problems: {
      unknown_user: [422, 'there is no such user: create them first.'],
      unknown_role: [422, 'the tenant has no such role.'],
      member_exists: [409, 'the user is a member already.'],
      ...DECIDED_ELSEWHERE,
    },
    async handle({ api, request, path, body, actor: { by } }) {
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const { role } = body;
      const user =
        'user' in body ? await api.store.userById(body.user) : await api.store.userByEmail(body.email);
      if (!user) return refuse(422, 'unknown_user', sentence('createUserFirst'));
      if (!(await rolesOf(api, tenant.id)).some(({ name }) => name === role)) return noSuchRole(role);
      if (await isDecidedElsewhere(api, user.id, tenant.id)) return decidedElsewhere(api);
      const ids = { tenantId: tenant.id, userId: user.id };
      const row = auditEvent(api, request, 'member.added', { ...ids, detail: { role, by } });
      const outcome = await api.store.addMembership({ ...ids, role }, [row]);
      if (outcome === 'exists') {
        return refuse(409, 'member_exists', sentence('memberExists', user.email, tenant.id));
      }
      const added = await api.store.member(user.id, tenant.id);
      return added ? { status: 201, body: shownBy(api)(added) } : unknown('tenant');
    },
  }),
  operation({
    id: 'getMember',
    method: 'GET',
    path: '/tenants/{tenant}/members/{user}',
    parameters: ONE,
    noun: 'members',
    whom: 'manager',
    summary: 'Show a member of a tenant',
    answer: { status: 200, schema: member },
    async handle({ api, path }) {
      const found = await memberOf(api, path);
      return found ? { status: 200, body: shownBy(api)(found) } : unknown('member');
    },
  }),
  operation({
    id: 'changeMember',
    method: 'PATCH',
    path: '/tenants/{tenant}/members/{user}',
    parameters: ONE,
    noun: 'members',
    whom: 'manager',
    stepUp: true,
    summary: 'Give a member another role',
    description:
      'Counts from the next call of everything that acts for them. A manager gives and takes only roles that permit no more than their own.',
    body: z.strictObject({ role: z.string() }),
    answer: { status: 200, schema: member },
    problems: { ...PROBLEMS, unknown_role: [422, 'the tenant has no such role.'] },
    async current({ api, path }) {
      const found = await memberOf(api, path);
      return found && shownBy(api)(found);
    },
    async handle({ api, request, path, body: { role }, actor }) {
      const found = await memberOf(api, path);
      if (!found) return unknown('member');
      const { tenantId, userId, role: from } = found;
      if (!isMeantFor(request, shownBy(api)(found))) return CHANGED_MEANWHILE;
      if (!(await rolesOf(api, tenantId)).some(({ name }) => name === role)) return noSuchRole(role);
      const change = { userId, role, from };
      const outcome = await changeRoleOnce(api, request, actingIn(actor, tenantId), change);
      if (outcome === 'overtaken') return CHANGED_MEANWHILE;
      if (outcome !== 'changed' && outcome !== 'unchanged') return problemOf(api, outcome);
      return { status: 200, body: shownBy(api)({ ...found, role }) };
    },
  }),
  operation({
    id: 'removeMember',
    method: 'DELETE',
    path: '/tenants/{tenant}/members/{user}',
    parameters: ONE,
    noun: 'members',
    whom: 'manager',
    stepUp: true,
    summary: 'Remove a member from a tenant',
    description: 'Ends their connections and personal access tokens there at once.',
    problems: PROBLEMS,
    async handle({ api, request, path, actor }) {
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      const outcome = await removeMember(api, request, acting, path.user ?? '');
      return outcome === 'removed' ? { status: 204 } : problemOf(api, outcome);
    },
  }),
  operation({
    id: 'signOutMember',
    method: 'POST',
    path: '/tenants/{tenant}/members/{user}/sign-out',
    parameters: ONE,
    noun: 'members',
    whom: 'manager',
    summary: 'Sign a member out of every browser',
    problems: { above_own: PROBLEMS.above_own },
    async handle({ api, request, path, actor }) {
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      const outcome = await signOutMember(api, request, acting, path.user ?? '');
      return outcome === 'ended' ? { status: 204 } : problemOf(api, outcome);
    },
  }),
  operation({
    id: 'resetMemberPassword',
    method: 'POST',
    path: '/tenants/{tenant}/members/{user}/password',
    parameters: ONE,
    noun: 'members',
    whom: 'manager',
    stepUp: true,
    summary: 'Make a new password for a member, and sign them out',
    answer: {
      status: 200,
      schema: z.object({ password: z.string().describe('Shown this once: hand it over.') }),
    },
    problems: {
      above_own: PROBLEMS.above_own,
      needs_a_person: [403, 'a token of a tenant does not sign in as its members.'],
      member_elsewhere: [409, 'they belong to another tenant too, develop applications, or operate the API.'],
    },
    async handle({ api, request, path, actor }) {
      // A directory has such a token to say who works there. With passwords it could sign in as them.
      if (actor.as === 'tenant') {
        if (!(await memberOf(api, path))) return unknown('member');
        return refuse(403, 'needs_a_person', sentence('managerMakesPassword'));
      }
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      const made = await resetPassword(inDefaultLanguage(api), request, acting, path.user ?? '');
      return made.ok ? { status: 200, body: { password: made.value } } : problemOf(api, made.problem);
    },
  }),
];

function memberOf(api: Api, path: Readonly<Record<string, string>>): Promise<Member | null> {
  return api.store.member(path.user ?? '', TenantId(path.tenant ?? ''));
}

function shownBy({ config }: Api) {
  return ({ userId, email, name, role }: Member) => ({
    user: userId,
    email,
    name,
    role,
    manages: managesTenant(config, role),
  });
}

function noSuchRole(role: string): ManageProblem {
  return refuse(422, 'unknown_role', sentence('unknownRole', role));
}

function problemOf({ config: { tenant } }: Api, problem: MemberProblem): ManageProblem {
  switch (problem) {
    case 'unknown':
      return unknown('member');
    case 'above_own':
      return refuse(403, 'above_own', sentence('aboveOwn'));
    case 'last_manager':
      return refuse(409, 'last_manager', sentence('lastManager', tenant.word));
    case 'elsewhere':
      return refuse(409, 'member_elsewhere', sentence('memberElsewhere'));
  }
}
