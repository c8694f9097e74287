import { z } from 'zod';
import { managesTenant } from '../../access/roles.ts';
import { DEVELOPER_STATES, OPERATOR_ROLES } from '../../model/index.ts';
import { csrfToken } from '../../signin/form-token.ts';
import { SignInThrottle } from '../../signin/throttle.ts';
import { sentence } from '../../words/sentence.ts';
import { personOf } from '../api/actor.ts';
import { FORM_TOKEN } from '../api/caller.ts';
import { inDefaultLanguage } from '../api/language.ts';
import { faultsOf, operation, refuse, unknown } from '../api/operation.ts';
import { endSession, session, shownSession } from '../users/sessions.ts';
import { changePassword, signOutElsewhere } from './password.ts';

const person = z.object({
  kind: z.literal('person'),
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  operator: z.enum(OPERATOR_ROLES).nullable().describe('The role among the people who operate the API.'),
  developer: z
    .enum(DEVELOPER_STATES)
    .nullable()
    .describe('Whether you signed up to make clients without being a member; null: you did not.'),
  memberships: z.array(
    z.object({
      tenant: z.string(),
      tenantName: z.string(),
      role: z.string(),
      manages: z.boolean(),
      forTests: z.boolean().describe('Applications of yours are tried in it, and have no home there.'),
    }),
  ),
  formToken: z
    .string()
    .describe(`Send it in the header ${FORM_TOKEN} with each request that changes something.`),
});

const ownSession = session
  .extend({ current: z.boolean().describe('Whether it is the one that asks.') })
  .meta({ id: 'OwnSession' });

const token = z.object({
  kind: z.literal('token'),
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  tenant: z.string().nullable(),
});

export const ownOperations = [
  operation({
    id: 'whoAmI',
    method: 'GET',
    path: '/me',
    noun: 'users',
    whom: 'anybody',
    summary: 'Show who asks',
    answer: { status: 200, schema: z.discriminatedUnion('kind', [person, token]).meta({ id: 'Caller' }) },
    async handle({ api, actor: { caller } }) {
      if (caller.kind === 'token') {
        const { id, name, scopes, tenantId } = caller.token;
        return { status: 200, body: { kind: 'token', id, name, scopes, tenant: tenantId } };
      }
      const { user, session, operator } = caller;
      const memberships = await api.store.membershipsOf(user.id);
      return {
        status: 200,
        body: {
          kind: 'person',
          user: { id: user.id, email: user.email, name: user.name },
          operator: operator?.role ?? null,
          developer: (await api.store.developer(user.id))?.state ?? null,
          memberships: memberships.map(({ tenantId, tenantName, role }) => ({
            tenant: tenantId,
            tenantName,
            role,
            manages: managesTenant(api.config, role),
            forTests: tenantId === api.config.developers.testTenant?.id,
          })),
          formToken: csrfToken(api, session),
        },
      };
    },
  }),
  operation({
    id: 'listOwnSessions',
    method: 'GET',
    path: '/me/sessions',
    noun: 'users',
    whom: 'person',
    summary: 'List the browsers in which you are signed in, newest first',
    answer: { status: 200, schema: z.object({ data: z.array(ownSession) }) },
    async handle({ api, actor }) {
      const { user, session: own } = personOf(actor);
      const sessions = await api.store.sessionsOf(user.id, api.clock.now());
      const data = sessions.map((each) => ({ ...shownSession(each), current: each.hash === own.hash }));
      return { status: 200, body: { data } };
    },
  }),
  operation({
    id: 'endOwnSession',
    method: 'DELETE',
    path: '/me/sessions/{session}',
    parameters: { session: 'Id of the session.' },
    noun: 'users',
    whom: 'person',
    summary: 'Sign out of one browser',
    async handle({ api, request, path, actor }) {
      const { user } = personOf(actor);
      const ended = await endSession(api, request, { userId: user.id, id: path.session ?? '', by: user.id });
      return ended ? { status: 204 } : unknown('session');
    },
  }),
  operation({
    id: 'endOtherSessions',
    method: 'DELETE',
    path: '/me/sessions',
    noun: 'users',
    whom: 'person',
    summary: 'Sign out of every browser but this one',
    async handle({ api, request, actor }) {
      await signOutElsewhere(api, request, personOf(actor));
      return { status: 204 };
    },
  }),
  operation({
    id: 'changeOwnPassword',
    method: 'PUT',
    path: '/me/password',
    noun: 'users',
    whom: 'person',
    stepUp: true,
    summary: 'Change your password, and sign out of every other browser',
    body: z.strictObject({ current: z.string(), next: z.string() }),
    problems: { password_refused: [422, '`errors` says which of the two was not accepted, and why.'] },
    async handle({ api, request, body, actor }) {
      const spoken = inDefaultLanguage(api);
      const throttle = new SignInThrottle(api.runtime.throttles);
      const problems = await changePassword(spoken, throttle, request, personOf(actor), body);
      if (!problems) return { status: 204 };
      return refuse(422, 'password_refused', sentence('passwordKept'), { errors: faultsOf(problems) });
    },
  }),
];
