import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { MANAGEMENT_SCOPES, type ManagementToken } from '../../model/index.ts';
import { includesScopes } from '../../rules/management/scope.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { shownName, shownTime, time } from '../api/shapes.ts';
import { newManagementToken } from './make.ts';

const scopes = z.array(z.enum(MANAGEMENT_SCOPES)).min(1);

const token = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('Its last four characters.'),
    scopes: z.array(z.string()),
    tenant: z.string().nullable().describe('The only tenant that it may see and change; null: all of them.'),
    madeBy: z.string().nullable().describe('Id of the user who made it.'),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: 'ManagementToken' });

const createdToken = token.extend({ token: z.string().describe('The token itself; shown this once.') });

export const managementTokenOperations = [
  operation({
    id: 'listManagementTokens',
    method: 'GET',
    path: '/management-tokens',
    noun: 'operators',
    whom: 'operator',
    summary: 'List management tokens, newest first',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(token) },
    async handle({ api, query: { limit, cursor } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const found = await api.store.managementTokens({
        tenantId: null,
        before: before.value,
        limit: limit + 1,
      });
      return { status: 200, body: page(found, limit, ({ createdAt, id }) => [createdAt, id], shown) };
    },
  }),
  operation({
    id: 'createManagementToken',
    method: 'POST',
    path: '/management-tokens',
    noun: 'operators',
    whom: 'operator',
    creates: true,
    stepUp: true,
    summary: 'Create a management token',
    body: z.strictObject({
      name: shownName,
      scopes,
      tenant: z.string().nullable().default(null).describe('Limits it to one tenant.'),
      expiresAt: time.nullable().default(null),
    }),
    answer: { status: 201, schema: createdToken },
    problems: {
      unknown_tenant: [422, 'there is no such tenant.'],
      wider_than_own: [403, 'a token cannot make one with more scopes than its own.'],
    },
    async handle({ api, request, body, actor }) {
      const { caller } = actor;
      if (caller.kind === 'token' && !includesScopes(caller.token.scopes, body.scopes)) {
        return refuse(403, 'wider_than_own', sentence('widerThanOwn'));
      }
      const tenant = body.tenant === null ? null : await api.store.tenantById(body.tenant);
      if (body.tenant !== null && !tenant) {
        return refuse(422, 'unknown_tenant', sentence('noSuchTenant', api.config.tenant.word, body.tenant));
      }
      const made = newManagementToken(api.config, {
        name: body.name,
        scopes: body.scopes,
        tenantId: tenant?.id ?? null,
        madeBy: actor.userId,
        createdAt: api.clock.now(),
        expiresAt: body.expiresAt === null ? null : Date.parse(body.expiresAt),
      });
      const { id, name, tenantId } = made.record;
      const row = auditEvent(api, request, 'management_token.created', {
        tenantId,
        userId: actor.userId,
        detail: { tokenId: id, name, scopes: body.scopes, by: actor.by },
      });
      await api.store.createManagementToken(made.record, [row]);
      return { status: 201, body: { ...shown(made.record), token: made.token } };
    },
  }),
  operation({
    id: 'revokeManagementToken',
    method: 'DELETE',
    path: '/management-tokens/{token}',
    parameters: { token: 'Id of the token.' },
    noun: 'operators',
    whom: 'operator',
    summary: 'Revoke a management token',
    problems: { token_ended: [409, 'it had been revoked before.'] },
    async handle({ api, request, path, actor }) {
      const found = await api.store.managementToken(path.token ?? '');
      if (!found) return unknown('management token');
      const { id, name, tenantId } = found;
      const row = auditEvent(api, request, 'management_token.revoked', {
        tenantId,
        userId: actor.userId,
        detail: { tokenId: id, name, by: actor.by },
      });
      const outcome = await api.store.revokeManagementToken({ id, now: api.clock.now(), audit: [row] });
      if (outcome === 'revoked') return { status: 204 };
      return refuse(409, 'token_ended', sentence('tokenEnded'));
    },
  }),
];

function shown({
  hash: _,
  tenantId,
  createdAt,
  expiresAt,
  lastUsedAt,
  revokedAt,
  ...token
}: ManagementToken) {
  return {
    ...token,
    tenant: tenantId,
    createdAt: shownTime(createdAt),
    expiresAt: shownTime(expiresAt),
    lastUsedAt: shownTime(lastUsedAt),
    revokedAt: shownTime(revokedAt),
  };
}
