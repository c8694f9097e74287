import { z } from 'zod';
import { limitUses, nearness } from '../../usage/limits.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeAt } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import {
  endForPlatform,
  type PlatformConnection,
  platformConnection,
  platformConnections,
} from './connections.ts';
import { clientOf } from './found.ts';

const connection = z
  .object({
    id: z.string().describe('The connected account, as calls name it.'),
    tenant: z.string(),
    tenantName: z.string().nullable(),
    mode: z.enum(['live', 'sandbox']),
    status: z.enum(['active', 'suspended', 'revoked']),
    scopes: z.array(z.string()),
    resources: z
      .array(z.object({ type: z.string(), id: z.string() }))
      .nullable()
      .describe('null: not limited to selected ones.'),
    since: time,
    lastUsed: z
      .object({ hour: time, allowed: z.boolean().describe('false: only refused calls were found.') })
      .nullable(),
  })
  .meta({
    id: 'ClientConnection',
    description: 'The connection of one customer to a platform. It does not say which people authorized it.',
  });

const limit = z.object({
  policy: z.string(),
  window: z.int().describe('In seconds.'),
  limit: z.int(),
  used: z.int(),
  near: z.enum(['near', 'spent']).nullable(),
  resetsAt: time.nullable().describe('null: the next call begins a window.'),
});

const PARAMETERS = { account: 'Id of the connected account.' };

export const clientConnectionOperations = [
  operation({
    id: 'listClientConnections',
    method: 'GET',
    path: '/clients/{client}/connections',
    noun: 'connections',
    whom: 'developer',
    summary: 'List the connected accounts of a platform, by id',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(connection) },
    async handle({ api, path, query: { limit: most, cursor } }) {
      const place = placeAt(cursor, ['string']);
      if (!place.ok) return place.problem;
      const found = await clientOf(api, path);
      if (!found) return unknown('client');
      const asked = { after: place.value?.[0] ?? null, limit: most + 1 };
      const all = await platformConnections(api, found.client, asked);
      return { status: 200, body: page(all, most, ({ grant }) => [grant.connectedAccountId ?? ''], shown) };
    },
  }),
  operation({
    id: 'getClientConnection',
    method: 'GET',
    path: '/clients/{client}/connections/{account}',
    parameters: PARAMETERS,
    noun: 'connections',
    whom: 'developer',
    summary: 'Show a connected account of a platform, and how near its limits are',
    answer: {
      status: 200,
      schema: connection.extend({ limits: z.array(limit) }).meta({ id: 'ClientConnectionWithLimits' }),
    },
    async handle({ api, path }) {
      const found = await clientOf(api, path);
      const one = found && (await platformConnection(api, found.client, path.account ?? ''));
      if (!found || !one) return unknown('connection');
      const uses = await limitUses(api, found.client, one.grant.connectedAccountId);
      const limits = uses.map((use) => ({
        ...use,
        near: nearness(use),
        resetsAt: shownTime(use.resetsAt),
      }));
      return { status: 200, body: { ...shown(one), limits } };
    },
  }),
  operation({
    id: 'endClientConnection',
    method: 'DELETE',
    path: '/clients/{client}/connections/{account}',
    parameters: PARAMETERS,
    noun: 'connections',
    whom: 'developer',
    summary: 'Give a connection back, as its platform',
    description: 'Its tokens stop at once. The customer can connect again.',
    problems: { connection_ended: [409, 'it had ended before.'] },
    async handle({ api, request, path }) {
      const found = await clientOf(api, path);
      const one = found && (await platformConnection(api, found.client, path.account ?? ''));
      if (!one) return unknown('connection');
      const outcome = await endForPlatform(api, request, one);
      if (outcome === 'revoked') return { status: 204 };
      return refuse(409, 'connection_ended', sentence('connectionEnded'));
    },
  }),
];

function shown({ grant, customer, used }: PlatformConnection) {
  const { connectedAccountId, tenantId, mode, status, scopes, resources, createdAt } = grant;
  return {
    ...{ id: connectedAccountId ?? '', tenant: tenantId, tenantName: customer?.name ?? null },
    ...{ mode, status, scopes, resources },
    since: shownTime(createdAt),
    lastUsed: used && { hour: shownTime(used.hour), allowed: used.allowed },
  };
}
