import { z } from 'zod';
import { managerRoles } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { newId } from '../../lib/ids.ts';
import { OPERATOR_ROLES, type User, UserId } from '../../model/index.ts';
import { leavesUnmanaged } from '../../rules/tenant/managers.ts';
import {
  knownOf,
  type PasswordProblem,
  passwordProblem,
  sentenceAbout,
} from '../../signin/chosen-password.ts';
import { hashPassword } from '../../signin/passwords.ts';
import { sentence } from '../../words/sentence.ts';
import { isMeantFor } from '../api/etag.ts';
import {
  CHANGED_MEANWHILE,
  faultsOf,
  type ManageProblem,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { PAGE, page, pageOf, placeAt } from '../api/paging.ts';
import { ownId, shapeProblem, shownName, shownTime, time } from '../api/shapes.ts';
import { endAllSessions, endSession, session, shownSession } from './sessions.ts';
import { setPasswordOf } from './set-password.ts';

const user = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    hasPassword: z.boolean(),
    createdAt: time,
  })
  .meta({ id: 'User', description: 'A person, or a program that acts as one.' });

const placedUser = user
  .extend({
    memberships: z.array(z.object({ tenant: z.string(), tenantName: z.string(), role: z.string() })),
  })
  .meta({ id: 'ListedUser' });

const wholeUser = placedUser
  .extend({ operator: z.enum(OPERATOR_ROLES).nullable() })
  .meta({ id: 'UserWithMemberships' });

const password = z.string();

const WEAK = { weak_password: [422, 'the password is not accepted; `errors` says why.'] } as const;
const OF_USER = { noun: 'users', whom: 'operator' } as const;

export const userOperations = [
  operation({
    ...OF_USER,
    id: 'listUsers',
    method: 'GET',
    path: '/users',
    summary: 'List users with their memberships, by e-mail address',
    query: z.object({
      ...PAGE,
      search: z
        .string()
        .min(1)
        .max(320)
        .optional()
        .describe('The beginning of an e-mail address or of a name, in any case.'),
    }),
    answer: { status: 200, schema: pageOf(placedUser) },
    async handle({ api, query: { limit, cursor, search = null } }) {
      const place = placeAt(cursor, ['string']);
      if (!place.ok) return place.problem;
      const found = await api.store.usersPage({ search, after: place.value?.[0] ?? null, limit: limit + 1 });
      const body = page(
        found,
        limit,
        ({ email }) => [email],
        (one) => placed(api, one),
      );
      return { status: 200, body: { ...body, data: await Promise.all(body.data) } };
    },
  }),
  operation({
    ...OF_USER,
    id: 'createUser',
    method: 'POST',
    path: '/users',
    summary: 'Create a user',
    description:
      'Without a password they cannot sign in by one: for users who sign in at your own application.',
    creates: true,
    body: z.strictObject({
      id: ownId.optional().describe('Their id in your API; without one, it is made.'),
      email: z
        .string()
        .trim()
        .max(320)
        .regex(/^[^\s@]+@[^\s@]+$/, shapeProblem('mailAddress')),
      name: shownName,
      password: password.optional(),
    }),
    answer: { status: 201, schema: user },
    problems: { ...WEAK, user_exists: [409, 'a user has this id or e-mail address.'] },
    async handle({ api, request, body, actor: { by } }) {
      const weak =
        body.password === undefined ? null : await passwordProblem(body.password, knownOf(api.config, body));
      if (weak !== null) return weakPassword(weak);
      const made: User = {
        id: UserId(body.id ?? newId('usr')),
        email: body.email,
        name: body.name,
        passwordHash: body.password === undefined ? null : await hashPassword(body.password),
        createdAt: api.clock.now(),
      };
      const row = auditEvent(api, request, 'user.created', { userId: made.id, detail: { by } });
      if ((await api.store.addUser(made, [row])) === 'exists') {
        return refuse(409, 'user_exists', sentence('userExists'));
      }
      return { status: 201, body: shown(made) };
    },
  }),
  operation({
    ...OF_USER,
    id: 'getUser',
    method: 'GET',
    path: '/users/{user}',
    summary: 'Show a user, with their memberships',
    answer: { status: 200, schema: wholeUser },
    async handle({ api, path }) {
      const found = await userOf(api, path);
      return found ? { status: 200, body: await whole(api, found) } : unknown('user');
    },
  }),
  operation({
    ...OF_USER,
    id: 'changeUser',
    method: 'PATCH',
    path: '/users/{user}',
    summary: 'Change the name of a user',
    body: z.strictObject({ name: shownName }),
    answer: { status: 200, schema: wholeUser },
    async current({ api, path }) {
      const found = await userOf(api, path);
      return found && whole(api, found);
    },
    async handle({ api, request, path, body: { name }, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      const before = await whole(api, found);
      if (!isMeantFor(request, before)) return CHANGED_MEANWHILE;
      const { id: userId, name: from } = found;
      const row = auditEvent(api, request, 'user.renamed', { userId, detail: { by } });
      const outcome = await api.store.renameUser({ userId, name, from, audit: [row] });
      if (outcome === 'renamed') return { status: 200, body: { ...before, name } };
      return outcome === 'overtaken' ? CHANGED_MEANWHILE : unknown('user');
    },
  }),
  operation({
    ...OF_USER,
    id: 'setPassword',
    method: 'PUT',
    path: '/users/{user}/password',
    stepUp: true,
    summary: 'Give a user another password, and sign them out everywhere',
    body: z.strictObject({ password }),
    problems: WEAK,
    async handle({ api, request, path, body, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      const weak = await passwordProblem(body.password, knownOf(api.config, found));
      if (weak !== null) return weakPassword(weak);
      const passwordHash = await hashPassword(body.password);
      const outcome = await setPasswordOf(api, request, { user: found, passwordHash, by });
      return outcome === 'changed' ? { status: 204 } : unknown('user');
    },
  }),
  operation({
    ...OF_USER,
    id: 'removePassword',
    method: 'DELETE',
    path: '/users/{user}/password',
    stepUp: true,
    summary: 'Take a user’s password away, and sign them out everywhere',
    async handle({ api, request, path, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      const outcome = await setPasswordOf(api, request, { user: found, passwordHash: null, by });
      return outcome === 'changed' ? { status: 204 } : unknown('user');
    },
  }),
  operation({
    ...OF_USER,
    id: 'deleteUser',
    method: 'DELETE',
    path: '/users/{user}',
    stepUp: true,
    summary: 'Delete a user; the log keeps only their id',
    description:
      'Deletes their name, address and password, and ends every membership, session, connection and token.',
    query: z.object({
      unmanaged: z
        .enum(['refuse', 'allow'])
        .default('refuse')
        .describe('`allow`: also if a tenant is left without a manager.'),
    }),
    problems: {
      is_operator: [409, 'they operate the API.'],
      last_manager: [409, 'a tenant would have no manager left.'],
    },
    async handle({ api, request, path, query, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      if (await api.store.operator(found.id)) {
        return refuse(409, 'is_operator', sentence('isOperator'));
      }
      const alone = query.unmanaged === 'allow' ? [] : await managedAlone(api, found.id);
      if (alone.length > 0) {
        return refuse(409, 'last_manager', sentence('managesAlone', alone.join(', ')), { tenants: alone });
      }
      const row = auditEvent(api, request, 'user.deleted', { userId: found.id, detail: { by } });
      const outcome = await api.store.deletePerson({ userId: found.id, audit: [row] });
      return outcome === 'deleted' ? { status: 204 } : unknown('user');
    },
  }),
  operation({
    ...OF_USER,
    id: 'listSessions',
    method: 'GET',
    path: '/users/{user}/sessions',
    summary: 'List the browsers in which a user is signed in, newest first',
    answer: { status: 200, schema: z.object({ data: z.array(session) }) },
    async handle({ api, path }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      const sessions = await api.store.sessionsOf(found.id, api.clock.now());
      return { status: 200, body: { data: sessions.map(shownSession) } };
    },
  }),
  operation({
    ...OF_USER,
    id: 'endSession',
    method: 'DELETE',
    path: '/users/{user}/sessions/{session}',
    parameters: { session: 'Id of the session.' },
    summary: 'Sign a user out of one browser',
    async handle({ api, request, path, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('session');
      const ended = await endSession(api, request, { userId: found.id, id: path.session ?? '', by });
      return ended ? { status: 204 } : unknown('session');
    },
  }),
  operation({
    ...OF_USER,
    id: 'endSessions',
    method: 'DELETE',
    path: '/users/{user}/sessions',
    summary: 'Sign a user out of every browser',
    async handle({ api, request, path, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      await endAllSessions(api, request, { userId: found.id, by });
      return { status: 204 };
    },
  }),
];

/** Somebody who was deleted is nobody any more, although the log knows their id. */
export async function userOf(api: Api, path: Readonly<Record<string, string>>): Promise<User | null> {
  const found = await api.store.userById(path.user ?? '');
  return found && found.email !== `${found.id}@deleted.invalid` ? found : null;
}

function shown({ id, email, name, passwordHash, createdAt }: User) {
  return { id, email, name, hasPassword: passwordHash !== null, createdAt: shownTime(createdAt) };
}

async function whole(api: Api, found: User) {
  return { ...(await placed(api, found)), operator: (await api.store.operator(found.id))?.role ?? null };
}

async function placed(api: Api, found: User) {
  const memberships = await api.store.membershipsOf(found.id);
  return {
    ...shown(found),
    memberships: memberships.map(({ tenantId, tenantName, role }) => ({
      tenant: tenantId,
      tenantName,
      role,
    })),
  };
}

/** The tenants that nobody else manages. */
async function managedAlone(api: Api, userId: UserId): Promise<string[]> {
  const managing = managerRoles(api.config);
  const alone = [];
  for (const { tenantId, role: from } of await api.store.membershipsOf(userId)) {
    const othersManage = await api.store.isHeldByOther(managing, tenantId, userId);
    if (leavesUnmanaged(managing, { from, to: null, othersManage })) alone.push(tenantId);
  }
  return alone;
}

function weakPassword(problem: PasswordProblem): ManageProblem {
  const password = sentenceAbout(problem);
  return refuse(422, 'weak_password', password, { errors: faultsOf({ password }) });
}
