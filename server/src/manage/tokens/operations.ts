import { z } from 'zod';
import { leastScopes } from '../../access/least-scopes.ts';
import type { Api } from '../../api.ts';
import { TenantId, type User } from '../../model/index.ts';
import { resourceValue } from '../../rules/grant/resource-tree.ts';
import { selectsResources } from '../../rules/scope/selecting.ts';
import { sentence } from '../../words/sentence.ts';
import { isManager } from '../acting.ts';
import { actingIn, membershipIn, personOf } from '../api/actor.ts';
import { faultsOf, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { selectable } from '../connections/selectable.ts';
import { titled } from '../connections/shown.ts';
import { tenantOf } from '../tenants/operations.ts';
import { createToken } from './create.ts';
import { exampleCall } from './example.ts';
import { offeredLifetimes, offeredModes, offeredScopes } from './offered.ts';
import { revokeToken } from './revoke.ts';
import { resourceRef, shownBy, type TokenOf, token } from './shown.ts';

const createdToken = token
  .extend({
    token: z.string().describe('The token itself; shown this once.'),
    example: z.string().nullable().describe('A curl command that works with it.'),
  })
  .meta({ id: 'CreatedPersonalToken' });

const TOKENS = '/tenants/{tenant}/tokens';
const OF_TOKEN = { noun: 'tokens', whom: 'member', parameters: { token: 'Id of the token.' } } as const;
/** The newest of each tenant that one’s own list shows. */
const MOST_OWN = 100;

export const personalTokenOperations = [
  operation({
    id: 'offerTokens',
    method: 'GET',
    path: '/token-offer',
    noun: 'tokens',
    whom: 'anybody',
    summary: 'Show what a personal access token can be given',
    description: 'With operations of the API, the least scopes that open them all.',
    query: z.object({
      operations: z
        .string()
        .max(10_000)
        .optional()
        .describe('Ids of operations of the API, with commas between them.'),
    }),
    answer: {
      status: 200,
      schema: z.object({
        scopes: z.array(
          z.object({
            name: z.string(),
            title: z.string(),
            selectsResources: z.boolean().describe('A token with it is limited to resources.'),
          }),
        ),
        days: z.array(z.int()).describe('The lifetimes to choose from.'),
        modes: z.array(z.enum(['live', 'sandbox'])),
        least: z
          .object({
            scopes: z.array(z.string()),
            closed: z.array(z.string()).describe('Operations that no personal access token opens.'),
          })
          .nullable(),
      }),
    },
    problems: { unknown_operation: [422, 'the API has no such operation.'] },
    async handle({ api, operations: { operations: all }, query }) {
      const offered = offeredScopes(api.config, { toClient: false });
      const ids = query.operations?.split(',').filter((id) => id !== '');
      const strange = ids?.find((id) => all.every((each) => each.id !== id));
      if (strange !== undefined) {
        return refuse(422, 'unknown_operation', sentence('unknownOperation', strange.slice(0, 100)));
      }
      const wanted = ids && all.filter(({ id }) => ids.includes(id));
      return {
        status: 200,
        body: {
          scopes: titled(api, { scopes: offered }).map((each) => ({
            ...each,
            selectsResources: selectsResources(api.config.scopes, [each.name]),
          })),
          days: offeredLifetimes(api.config),
          modes: offeredModes(api.config),
          least: wanted ? leastScopes(api.config.scopes, { offered, wanted, all }) : null,
        },
      };
    },
  }),
  operation({
    id: 'listSelectableResources',
    method: 'GET',
    path: '/tenants/{tenant}/selectable-resources',
    noun: 'tokens',
    whom: 'member',
    summary: 'List what a personal access token of yours can be limited to, as the API behind has it now',
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(resourceRef.extend({ name: z.string(), parent: resourceRef.nullable() })),
      }),
    },
    problems: {
      needs_a_person: [403, 'resources are listed for a member.'],
      resources_unavailable: [409, 'the API does not list them just now.'],
    },
    async handle({ api, path, actor }) {
      const membership = await membershipIn(api, actor.caller, path.tenant ?? '');
      if (!membership) return NEEDS_A_PERSON;
      const list = await selectable(api, personOf(actor).user, membership.tenantId);
      if (!list) return refuse(409, 'resources_unavailable', sentence('resourcesUnlistedNow'));
      const data = list.map(({ type, id, name, parent }) => ({
        ...{ type, id, name },
        parent: parent ? { type: parent.type, id: parent.id } : null,
      }));
      return { status: 200, body: { data } };
    },
  }),
  operation({
    ...OF_TOKEN,
    id: 'listTokens',
    method: 'GET',
    path: TOKENS,
    summary: 'List the personal access tokens of a tenant, newest first',
    description: 'A manager sees those of all members, a member their own.',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(token) },
    async handle({ api, path, actor, query: { limit, cursor } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const acting = actingIn(actor, tenant.id);
      const found =
        acting.userId === null || isManager(api.config, acting)
          ? await api.store.personalTokensOfTenant(tenant.id, limit + 1, before.value)
          : await ownTokens(api, personOf(actor).user, tenant.id, { before: before.value, limit: limit + 1 });
      const body = page(found, limit, ({ token: { createdAt, id } }) => [createdAt, id], shownBy(api));
      return { status: 200, body };
    },
  }),
  operation({
    ...OF_TOKEN,
    id: 'createToken',
    method: 'POST',
    path: TOKENS,
    stepUp: 'manager',
    summary: 'Create a personal access token of your own',
    creates: true,
    body: z.strictObject({
      name: z.string().trim().min(1).max(80),
      scopes: z.array(z.string()),
      days: z.int().describe('How long it works: one of the lifetimes that are offered.'),
      resources: z
        .array(resourceRef)
        .max(5_000)
        .default([])
        .describe(
          'The only ones that it reaches: of those that are listed, as needed by scopes that select.',
        ),
      addresses: z.array(z.string()).default([]).describe('Addresses and blocks; empty: anywhere.'),
      mode: z.enum(['live', 'sandbox']).default('live'),
    }),
    answer: { status: 201, schema: createdToken },
    problems: {
      needs_a_person: [403, 'only a member makes tokens, for themselves.'],
      invalid_token_settings: [422, '`errors` says which setting was not accepted, and why.'],
    },
    async handle({ api, operations, request, path, body, actor }) {
      const membership = await membershipIn(api, actor.caller, path.tenant ?? '');
      if (!membership) return NEEDS_A_PERSON;
      const { user } = personOf(actor);
      const owner = { user, tenantId: membership.tenantId };
      const resources = body.resources.map(resourceValue);
      const made = await createToken(api, request, owner, { ...body, days: String(body.days), resources });
      if (!made.ok) {
        const errors = faultsOf(made.problem);
        return refuse(422, 'invalid_token_settings', sentence('noTokenMade'), { errors });
      }
      const { record, token: secret } = made.value;
      const shown = shownBy(api)({ token: record, user });
      const example = exampleCall(api, operations, record, secret);
      return { status: 201, body: { ...shown, token: secret, example } };
    },
  }),
  operation({
    ...OF_TOKEN,
    id: 'getToken',
    method: 'GET',
    path: `${TOKENS}/{token}`,
    summary: 'Show a personal access token',
    answer: { status: 200, schema: token },
    async handle({ api, path, actor }) {
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      const found = await api.store.personalTokenOfTenant(path.token ?? '', acting.tenantId);
      const isOwn = found?.user.id === acting.userId;
      if (!found || !(isOwn || isManager(api.config, acting))) return unknown('token');
      return { status: 200, body: shownBy(api)(found) };
    },
  }),
  operation({
    ...OF_TOKEN,
    id: 'revokeToken',
    method: 'DELETE',
    path: `${TOKENS}/{token}`,
    summary: 'Revoke a personal access token: one’s own, or for a manager any of the tenant',
    problems: { token_ended: [409, 'it had been revoked before.'] },
    async handle({ api, request, path, actor }) {
      const acting = actingIn(actor, TenantId(path.tenant ?? ''));
      const outcome = await revokeToken(api, request, acting, path.token ?? '');
      if (outcome === 'already') return refuse(409, 'token_ended', sentence('tokenEnded'));
      return outcome === 'revoked' ? { status: 204 } : unknown('token');
    },
  }),
  operation({
    id: 'listOwnTokens',
    method: 'GET',
    path: '/me/tokens',
    noun: 'tokens',
    whom: 'person',
    summary: 'List your personal access tokens in all tenants, newest first',
    description: `Of each tenant, the newest ${MOST_OWN}.`,
    answer: { status: 200, schema: z.object({ data: z.array(token) }) },
    async handle({ api, actor }) {
      const { user } = personOf(actor);
      const memberships = await api.store.membershipsOf(user.id);
      const first = { before: null, limit: MOST_OWN };
      const found = await Promise.all(
        memberships.map(({ tenantId }) => ownTokens(api, user, tenantId, first)),
      );
      const all = found.flat().toSorted((one, other) => other.token.createdAt - one.token.createdAt);
      return { status: 200, body: { data: all.map(shownBy(api)) } };
    },
  }),
];

const NEEDS_A_PERSON = refuse(403, 'needs_a_person', sentence('tokenOfAPerson'));

async function ownTokens(
  api: Api,
  user: User,
  tenantId: TenantId,
  place: NonNullable<Parameters<Api['store']['personalTokensOf']>[2]>,
): Promise<TokenOf[]> {
  const tokens = await api.store.personalTokensOf(user.id, tenantId, place);
  return tokens.map((each) => ({ token: each, user }));
}
