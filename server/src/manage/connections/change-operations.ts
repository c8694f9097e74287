import { z } from 'zod';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { EventType } from '../../model/index.ts';
import { isRevoked } from '../../rules/grant/standing.ts';
import type { JudgedGrant } from '../../store/store.ts';
import { sentence } from '../../words/sentence.ts';
import { isManager } from '../acting.ts';
import { closeAlertsOfEnded } from '../alerts/open.ts';
import { isMeantFor } from '../api/etag.ts';
import {
  CHANGED_MEANWHILE,
  faultsOf,
  type ManageAnswer,
  type ManageCall,
  type ManageProblem,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { shapeProblem } from '../api/shapes.ts';
import {
  type ConnectionChange,
  limitAddresses,
  releaseConnection,
  revokeConnection,
  shrinkConnection,
  suspendConnection,
  withdrawPart,
} from './change.ts';
import { type Connection, isShared } from './connection.ts';
import { named, OF_CONNECTION, ONE } from './named.ts';
import { connection, shownBy, titled } from './shown.ts';
import { isTold } from './told.ts';

const HELD = {
  held_by_manager: [403, 'a manager decided it, so a manager has to change it.'],
  shared_connection: [403, 'others have a part in it, so it needs a manager.'],
} as const;

const ENDED = {
  connection_ended: [409, 'it has ended.'],
} as const;

const ended = z
  .object({
    ends: z
      .enum(['connection', 'part'])
      .describe('`part`: of one person, while it goes on by those of others.'),
    client: z.object({ id: z.string(), name: z.string() }),
    loses: z
      .array(z.object({ name: z.string(), title: z.string() }))
      .describe('The scopes that end at once.'),
    people: z.int().describe('How many people it ends for.'),
    event: z.string().describe('The webhook event that tells of it.'),
    told: z
      .array(z.enum(['client', 'owner']))
      .describe('The endpoints that take this event: the client’s, the API owner’s.'),
    comesBack: z.string().describe('A sentence: how to connect again.'),
  })
  .meta({ id: 'EndOfConnection', description: 'The consequences of ending a connection.' });

const OK = { status: 200, schema: connection } as const;

export const connectionChangeOperations = [
  operation({
    ...OF_CONNECTION,
    id: 'shrinkConnection',
    method: 'PATCH',
    path: ONE,
    summary: 'Take scopes or selected resources from a connection',
    description: 'Counts from the next call. To give it more, its user connects it again.',
    body: z
      .strictObject({
        scopes: z.array(z.string()).optional().describe('Those that it keeps.'),
        resources: z
          .array(z.strictObject({ type: z.string(), id: z.string() }))
          .optional()
          .describe('Those that it keeps; only for a connection that is limited to some.'),
      })
      .refine(({ scopes, resources }) => scopes !== undefined || resources !== undefined, {
        error: shapeProblem('scopesOrResources'),
      }),
    answer: OK,
    problems: {
      ...ENDED,
      wider: [422, 'it has not all of these, and only keeps what it has.'],
      nothing_left: [422, 'nothing would be left: revoke it instead.'],
    },
    current: currentConnection,
    handle: (call) =>
      changed(call, async (change, judged) => {
        const { grant } = change.connection;
        const { scopes = grant.scopes, resources = grant.resources } = call.body;
        const outcome = await shrinkConnection(call.api, change, { scopes, resources }, judged);
        if (outcome === 'wider') {
          return refuse(422, 'wider', sentence('wider'));
        }
        if (outcome === 'empty') {
          const field = scopes.length === 0 ? 'scopes' : 'resources';
          const said = sentence('nothingLeft');
          return refuse(422, 'nothing_left', said, { errors: faultsOf({ [field]: said }) });
        }
        return outcome;
      }),
  }),
  operation({
    ...OF_CONNECTION,
    id: 'limitConnectionAddresses',
    method: 'PUT',
    path: `${ONE}/addresses`,
    summary: 'Limit the addresses from which a connection may call',
    body: z.strictObject({
      addresses: z
        .array(z.string())
        .describe('Addresses and blocks such as 203.0.113.0/24; empty: anywhere.'),
    }),
    answer: OK,
    problems: { ...HELD, ...ENDED, invalid_addresses: [422, '`errors` says which entry is none.'] },
    current: currentConnection,
    handle: (call) =>
      changed(call, async (change, judged) => {
        const outcome = await limitAddresses(call.api, change, call.body.addresses, judged);
        if (outcome.ok) return outcome.value;
        const errors = faultsOf({ addresses: outcome.problem });
        return refuse(422, 'invalid_addresses', outcome.problem, { errors });
      }),
  }),
  ...(['suspend', 'resume'] as const).map((verb) =>
    operation({
      ...OF_CONNECTION,
      id: `${verb}Connection`,
      method: 'POST',
      path: `${ONE}/${verb}`,
      summary: verb === 'suspend' ? 'Stop a connection until it is resumed' : 'Resume a suspended connection',
      answer: OK,
      problems: { ...HELD, ...ENDED },
      handle: (call) => changed(call, (change) => suspendConnection(call.api, change, verb === 'suspend')),
    }),
  ),
  operation({
    ...OF_CONNECTION,
    id: 'releaseConnection',
    method: 'POST',
    path: `${ONE}/release`,
    whom: 'manager',
    summary: 'Leave a connection to its user again, after a manager decided about it',
    answer: OK,
    problems: { ...ENDED, nothing_held: [409, 'no manager decided anything about it.'] },
    handle: (call) =>
      changed(call, async (change) => {
        const outcome = await releaseConnection(call.api, change);
        if (outcome === 'released') return 'changed';
        return refuse(409, 'nothing_held', sentence('nothingHeld'));
      }),
  }),
  operation({
    ...OF_CONNECTION,
    id: 'foreseeRevocation',
    method: 'GET',
    path: `${ONE}/revocation`,
    summary: 'Show what would stop working if a connection were revoked',
    answer: { status: 200, schema: ended },
    problems: ENDED,
    async handle(call) {
      const found = await named(call);
      if (!found) return unknown('connection');
      if (isRevoked(found.connection.grant)) return HAS_ENDED;
      const part = isShared(found.connection) && !isManager(call.api.config, found.acting);
      return {
        status: 200,
        body: await consequences(call.api, found.connection, part ? 'part' : 'connection'),
      };
    },
  }),
  ...(['revoke', 'withdraw'] as const).map((verb) =>
    operation({
      ...OF_CONNECTION,
      id: verb === 'revoke' ? 'revokeConnection' : 'withdrawPart',
      method: 'POST',
      path: `${ONE}/${verb}`,
      summary:
        verb === 'revoke'
          ? 'End a connection for good, with all its tokens'
          : 'End one person’s part in a connection',
      description:
        verb === 'revoke'
          ? 'For a member it ends their own part, if others have one too.'
          : 'It goes on by the parts of others, if there are any.',
      answer: { status: 200, schema: ended },
      problems: ENDED,
      async handle(call) {
        const { api, request } = call;
        const found = await named(call);
        if (!found) return unknown('connection');
        const { acting, connection: before } = found;
        const part = isShared(before) && (verb === 'withdraw' || !isManager(api.config, acting));
        const body = await consequences(api, before, part ? 'part' : 'connection');
        const change = { request, by: acting, connection: before };
        const outcome = await (verb === 'revoke' ? revokeConnection : withdrawPart)(api, change);
        if (outcome === 'unknown') return unknown('connection');
        if (outcome === 'already') return HAS_ENDED;
        if (!part) await closeAlertsOfEnded(api, change);
        return { status: 200, body };
      },
    }),
  ),
];

const HAS_ENDED = refuse(409, 'connection_ended', sentence('connectionEnded'));

async function currentConnection(call: Pick<ManageCall, 'api' | 'path' | 'actor'>): Promise<unknown> {
  const found = await named(call);
  return found && shownBy(call.api)(found.connection);
}

type Changing = 'changed' | 'held' | 'shared' | 'overtaken' | 'unknown' | ManageProblem;

/** Changes the connection in the path, if the request is meant for it as it is, and answers with it. */
async function changed(
  call: ManageCall,
  make: (change: ConnectionChange, judged: JudgedGrant) => Promise<Changing>,
): Promise<ManageAnswer> {
  const { api, request } = call;
  const found = await named(call);
  if (!found) return unknown('connection');
  const { acting, connection: before } = found;
  if (!isMeantFor(request, shownBy(api)(before))) return CHANGED_MEANWHILE;
  const { scopes, resources, expiresAt, ipAllowlist } = before.grant;
  const change = { request, by: acting, connection: before };
  const outcome = await make(change, { scopes, resources, expiresAt, ipAllowlist });
  if (typeof outcome === 'object') return outcome;
  switch (outcome) {
    case 'changed':
      return { status: 200, body: await currentConnection(call) };
    case 'overtaken':
      return CHANGED_MEANWHILE;
    case 'held':
      return refuse(403, 'held_by_manager', sentence('heldByManager'));
    case 'shared':
      return refuse(403, 'shared_connection', sentence('sharedConnection'));
    case 'unknown':
      return HAS_ENDED;
  }
}

async function consequences(
  api: SpeakingApi,
  { grant, client, parts }: Connection,
  ends: 'connection' | 'part',
) {
  const event: EventType = ends === 'connection' ? 'connection.revoked' : 'connection.changed';
  const told = [];
  if (await isTold(api, client.id, event)) told.push('client');
  if (await isTold(api, null, event)) told.push('owner');
  return {
    ends,
    client: { id: client.id, name: client.name },
    loses: titled(api, grant),
    people: ends === 'part' ? 1 : Math.max(1, parts),
    event,
    told,
    comesBack: api.words.connections.revoke.again(client.name),
  };
}
