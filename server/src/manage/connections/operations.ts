import { z } from 'zod';
import type { Api } from '../../api.ts';
import { lastUse } from '../../usage/last-use.ts';
import type { Acting } from '../acting.ts';
import { openAlerts } from '../alerts/open.ts';
import { actingIn } from '../api/actor.ts';
import { operation, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import { beforeRow, nextRow } from '../audit/place.ts';
import { auditRow, shownRow } from '../audit/row.ts';
import { tenantOf } from '../tenants/operations.ts';
import { callsOf } from './calls.ts';
import { activityOf, activityPage, type Connection, visibleTo } from './connection.ts';
import { named, OF_CONNECTION, ONE } from './named.ts';
import { selectable } from './selectable.ts';
import { connection, shownBy } from './shown.ts';

const listed = connection
  .extend({
    lastUsedAt: time.nullable().describe('Of a platform’s connection, the hour.'),
    openAlerts: z.int().describe('About unusual use; see the alerts of the connection.'),
  })
  .meta({ id: 'ListedConnection' });

const outcomes = { allowed: z.int(), denied: z.int() };

const usage = z
  .object({
    ...outcomes,
    days: z.array(z.object({ day: time, ...outcomes })).describe('Oldest first, days without calls too.'),
    operations: z.array(z.object({ operation: z.string().nullable(), ...outcomes })),
    causes: z
      .array(z.object({ code: z.string(), operation: z.string().nullable(), calls: z.int(), last: time }))
      .describe('Refusals by cause and operation; `last` is the begin of its hour.'),
    since: time.nullable().describe('From when on calls are counted, if not all of the days are.'),
    last: z.object({ at: time, isHour: z.boolean() }).nullable(),
  })
  .meta({ id: 'ConnectionUsage' });

export const connectionOperations = [
  operation({
    ...OF_CONNECTION,
    id: 'listConnections',
    method: 'GET',
    path: '/tenants/{tenant}/connections',
    summary: 'List who can act in a tenant, newest first',
    description: 'A manager sees all of the tenant, one for each platform; a member their own.',
    query: z.object({
      ...PAGE,
      state: z.enum(['live', 'revoked']).default('live').describe('`live`: active and suspended ones.'),
    }),
    answer: { status: 200, schema: pageOf(listed) },
    async handle({ api, path, actor, query: { limit, cursor, state } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const acting = actingIn(actor, tenant.id);
      const found = await api.store.grantsIn({
        ...visibleTo(api, acting),
        revoked: state === 'revoked',
        before: before.value,
        limit: limit + 1,
      });
      const { data, next } = page(
        found,
        limit,
        ({ grant: { createdAt, id } }) => [createdAt, id],
        (each: Connection) => withUse(api, acting, each),
      );
      return { status: 200, body: { data: await Promise.all(data), next } };
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'getConnection',
    method: 'GET',
    path: ONE,
    summary: 'Show a connection',
    answer: { status: 200, schema: connection },
    async handle(call) {
      const found = await named(call);
      return found ? { status: 200, body: shownBy(call.api)(found.connection) } : unknown('connection');
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'listParts',
    method: 'GET',
    path: `${ONE}/parts`,
    whom: 'manager',
    summary: 'List the people who authorized a platform’s connection, the last one first',
    description: 'Each part is a connection as well, with an id of its own.',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(connection) },
    async handle(call) {
      const { api, query } = call;
      const before = placeBefore(query.cursor);
      if (!before.ok) return before.problem;
      const found = await named(call);
      if (!found) return unknown('connection');
      const { connectedAccountId: accountId, tenantId } = found.connection.grant;
      const parts =
        accountId === null
          ? [found.connection]
          : await api.store.partsOf({ accountId, tenantId, before: before.value, limit: query.limit + 1 });
      const body = page(
        parts,
        query.limit,
        ({ grant: { authorizedAt, id } }) => [authorizedAt, id],
        shownBy(api),
      );
      return { status: 200, body };
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'listConnectionResources',
    method: 'GET',
    path: `${ONE}/resources`,
    summary: 'List the selected resources of a connection with their names',
    answer: {
      status: 200,
      schema: z.object({
        data: z
          .array(z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }))
          .nullable()
          .describe('null: not limited to selected ones.'),
      }),
    },
    async handle(call) {
      const { api } = call;
      const found = await named(call);
      if (!found) return unknown('connection');
      const { grant, user } = found.connection;
      if (grant.resources === null) return { status: 200, body: { data: null } };
      const person = await api.store.userById(user.id);
      const names = (person && (await selectable(api, person, grant.tenantId))) ?? [];
      const data = grant.resources.map(({ type, id }) => ({
        type,
        id,
        name: names.find((each) => each.type === type && each.id === id)?.name ?? null,
      }));
      return { status: 200, body: { data } };
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'getConnectionUsage',
    method: 'GET',
    path: `${ONE}/usage`,
    summary: 'Show how often a connection was used, for what, and what was refused',
    query: z.object({ days: z.coerce.number().int().min(1).max(90).default(30) }),
    answer: { status: 200, schema: usage },
    async handle(call) {
      const found = await named(call);
      if (!found) return unknown('connection');
      const { sums, last } = await callsOf(call.api, found.acting, found.connection, call.query);
      const { allowed, denied, operations } = sums;
      const body = {
        ...{ allowed, denied, operations },
        days: sums.days.map(({ day, ...outcome }) => ({ day: shownTime(day), ...outcome })),
        causes: sums.causes.map((cause) => ({ ...cause, last: shownTime(cause.last) })),
        since: shownTime(sums.since),
        last: last && { at: shownTime(last.at), isHour: last.isHour },
      };
      return { status: 200, body };
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'listConnectionActivity',
    method: 'GET',
    path: `${ONE}/activity`,
    summary: 'List what happened by a connection, newest first',
    description: 'A page can have few rows or none and still a next one: a search stops after a while.',
    query: z.object({ ...PAGE, kind: z.enum(['api.called']).optional().describe('Calls alone.') }),
    answer: { status: 200, schema: pageOf(auditRow) },
    async handle(call) {
      const { api, query } = call;
      const from = beforeRow(query.cursor);
      if (!from.ok) return from.problem;
      const found = await named(call);
      if (!found) return unknown('connection');
      const { rows, next } = await activityPage(api, found.acting, found.connection, {
        limit: query.limit,
        ...(query.kind ? { kind: query.kind } : {}),
        ...from.value,
      });
      return { status: 200, body: { data: rows.map(shownRow), next: nextRow(next) } };
    },
  }),
];

async function withUse(api: Api, acting: Acting, each: Connection) {
  const { connectedAccountId } = each.grant;
  const used =
    connectedAccountId === null
      ? (await activityOf(api, acting, each, 1, { kind: 'api.called' }))[0]?.at
      : (await lastUse(api.store, connectedAccountId))?.hour;
  return {
    ...shownBy(api)(each),
    lastUsedAt: shownTime(used ?? null),
    openAlerts: (await openAlerts(api, acting, each)).length,
  };
}
