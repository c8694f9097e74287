import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { UserId } from '../../model/index.ts';
import { inWords, sentence } from '../../words/sentence.ts';
import { CHANGED_MEANWHILE, operation, refuse, unknown } from '../api/operation.ts';
import { cursorAt, PAGE, pageOf, placeBefore } from '../api/paging.ts';
import { time } from '../api/shapes.ts';
import { changeClient, deleteOwnClient } from './change.ts';
import { clientConnectionOperations } from './connection-operations.ts';
import { create } from './creation.ts';
import { clientOf } from './found.ts';
import { changedFields, newClient, UNUSABLE, unusable } from './given.ts';
import { redirectUrisProblem } from './input.ts';
import { clientLogoOperations } from './logo.ts';
import { testConnectionOperations } from './sandbox-connection.ts';
import { clientSecretOperations } from './secrets.ts';
import { client, KINDS, MODES, ORIGINS, STATES, secret, shownClient, shownSecret } from './shown.ts';
import { clientStandingOperations } from './standing.ts';
import { unusedClientOperations } from './unused.ts';

const withSecrets = client.extend({ secrets: z.array(secret) }).meta({ id: 'ClientWithSecrets' });

async function tenantsOf(api: Api, userId: UserId | null): Promise<Set<string>> {
  const memberships = userId === null ? [] : await api.store.membershipsOf(userId);
  return new Set(memberships.map(({ tenantId }) => tenantId));
}

async function shownWithSecrets(api: Api, path: Readonly<Record<string, string>>) {
  const found = await clientOf(api, path);
  return found && { ...shownClient(found.client), secrets: found.secrets.map(shownSecret) };
}

export const clientOperations = [
  operation({
    id: 'listClients',
    method: 'GET',
    path: '/clients',
    noun: 'clients',
    whom: 'developer',
    summary: 'List clients, newest first',
    description:
      'Operators see all, a developer their own. A page can be shorter than `limit`, or empty, while `next` leads on.',
    query: z.object({
      origin: z.enum(ORIGINS).optional(),
      kind: z.enum(KINDS).optional(),
      mode: z.enum(MODES).optional(),
      state: z.enum(STATES).optional(),
      tenant: z.string().min(1).optional().describe('Id of the tenant.'),
      owner: z.string().min(1).optional().describe('Id of the user; for operators.'),
      search: z.string().min(1).max(200).optional().describe('A part of the name, or the whole id.'),
      unusedSince: time.optional().describe('Only those that were not used at this time or later.'),
      ...PAGE,
    }),
    answer: { status: 200, schema: pageOf(client) },
    async handle({ api, actor, query: { limit, cursor, tenant, owner, unusedSince, ...filters } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const found = await api.store.clientsPage({
        ...filters,
        tenantId: tenant,
        ownerUserId: actor.as === 'api' ? owner : (actor.userId ?? ''),
        unusedSince: unusedSince === undefined ? undefined : Date.parse(unusedSince),
        before: before.value,
        limit,
      });
      // Of a tenant that they have left, a client is theirs no longer.
      const own = actor.as === 'api' ? null : await tenantsOf(api, actor.userId);
      const data = found.clients.filter(({ tenantId }) => !own || tenantId === null || own.has(tenantId));
      const { next } = found;
      return {
        status: 200,
        body: { data: data.map(shownClient), next: next && cursorAt([next.createdAt, next.id]) },
      };
    },
  }),
  operation({
    id: 'createClient',
    method: 'POST',
    path: '/clients',
    noun: 'clients',
    whom: 'developer',
    creates: true,
    summary: 'Register a client',
    description:
      'A developer’s own client acts in a tenant of theirs. An operator may name its owner, and vouches for it. The secret is shown this once.',
    body: newClient,
    answer: {
      status: 201,
      schema: withSecrets
        .extend({ secret: z.string().nullable().describe('The secret itself; shown this once.') })
        .meta({ id: 'CreatedClient' }),
    },
    problems: { ...UNUSABLE },
    handle: create,
  }),
  operation({
    id: 'getClient',
    method: 'GET',
    path: '/clients/{client}',
    noun: 'clients',
    whom: 'developer',
    summary: 'Show a client, with hints of its secrets',
    answer: { status: 200, schema: withSecrets },
    async handle({ api, path }) {
      const body = await shownWithSecrets(api, path);
      return body ? { status: 200, body } : unknown('client');
    },
  }),
  operation({
    id: 'changeClient',
    method: 'PATCH',
    path: '/clients/{client}',
    noun: 'clients',
    whom: 'developer',
    summary: 'Change a client; what is left out stays',
    description:
      'Grants stay as they are: further scopes count from the next consent. Another name or redirect URI ends its verification, unless an operator makes the change. A further redirect URI is such a change that a person proves themselves for.',
    body: changedFields,
    // Codes that are for its users would go there, and a thief of the session would get them.
    async stepUp({ api, path, body: { redirectUris } }) {
      const registered = (await clientOf(api, path))?.client.redirectUris ?? [];
      return redirectUris?.some((uri) => !registered.includes(uri)) ?? false;
    },
    answer: { status: 200, schema: withSecrets },
    problems: { ...UNUSABLE, changed_meanwhile: [412, 'somebody changed it since you read it.'] },
    current: ({ api, path }) => shownWithSecrets(api, path),
    async handle({ api, request, path, body, actor }) {
      const found = await clientOf(api, path);
      if (!found) return unknown('client');
      const as = actor.as === 'api' ? ('operator' as const) : ('owner' as const);
      if (as === 'owner' && body.plan !== undefined) return ONLY_OPERATORS;
      const changed = await changeClient(api, request, found.client, body, { as, by: actor.by });
      if (!changed.ok) return unusable(changed.problem);
      if (changed.value.outcome === 'outdated') return CHANGED_MEANWHILE;
      const shown = await shownWithSecrets(api, path);
      return shown && changed.value.outcome === 'updated' ? { status: 200, body: shown } : unknown('client');
    },
  }),
  operation({
    id: 'deleteClient',
    method: 'DELETE',
    path: '/clients/{client}',
    noun: 'clients',
    whom: 'developer',
    stepUp: true,
    summary: 'Delete a client, with everything that was issued to it',
    description: 'Its connections end at once; each has a row in the log and a webhook.',
    async handle({ api, request, path, actor }) {
      const found = await clientOf(api, path);
      const deleted = found && (await deleteOwnClient(api, request, found.client, actor.by));
      return deleted === 'deleted' ? { status: 204 } : unknown('client');
    },
  }),
  operation({
    id: 'checkRedirectUris',
    method: 'POST',
    path: '/redirect-uri-checks',
    noun: 'clients',
    changes: false,
    whom: 'developer',
    summary: 'Check redirect URIs while they are typed',
    body: z.strictObject({ kind: z.enum(KINDS), redirectUris: z.array(z.string().max(2_000)).max(50) }),
    answer: {
      status: 200,
      schema: z.object({ problem: z.string().nullable().describe('A sentence for the person; null: none.') }),
    },
    async handle({ api, body: { kind, redirectUris } }) {
      const rules = { needed: false, isPublic: kind === 'public', schemeless: false };
      const problem = redirectUrisProblem({ uris: redirectUris, ...rules });
      return { status: 200, body: { problem: problem && inWords(api.words, problem) } };
    },
  }),
  ...clientConnectionOperations,
  ...clientLogoOperations,
  ...clientSecretOperations,
  ...clientStandingOperations,
  ...unusedClientOperations,
  ...testConnectionOperations,
];

const ONLY_OPERATORS = refuse(403, 'not_an_operator', sentence('planByOperators'));
