import { z } from 'zod';
import { catalogue } from '../../delivery/catalogue.ts';
import { DAY } from '../../lib/clock.ts';
import { OWNERS_EVENTS } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import {
  CHANGED_MEANWHILE,
  faultsOf,
  type ManageCall,
  type ManageOperation,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { deliveryOperations } from './deliveries.ts';
import {
  addEndpoint,
  changeEndpoint,
  type EndpointProblems,
  removeEndpoint,
  rotateSecret,
  SECRET_OVERLAPS,
} from './endpoint.ts';
import { ENDPOINT, endpointOf, ownerOf, rowBy, type Whose } from './found.ts';
import { endpoint, shownEndpoint } from './shown.ts';

const ALL: Whose[] = [
  { path: '/clients/{client}/webhooks', whom: 'developer', name: 'ClientWebhook' },
  { path: '/webhooks', whom: 'operator', name: 'Webhook' },
];

async function current(call: ManageCall): Promise<unknown> {
  const found = await endpointOf(call);
  return found && shownEndpoint(found.endpoint);
}

const fields = {
  url: z.string().min(1).max(4_000).describe('An https address that can be reached.'),
  events: z.array(z.string().min(1).max(100)).max(100).describe('Empty: all of them, later ones too.'),
  ordered: z.boolean().describe('Whether the events of one connected account come one after the other.'),
};

const UNUSABLE = {
  webhook_unusable: [422, 'a field cannot be as it is: `errors` says which, and why.'],
} as const;

const withSecret = endpoint
  .extend({ secret: z.string().describe('Signs what is sent; shown this once.') })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const webhookOperations: ManageOperation[] = [
  operation({
    id: 'listEventTypes',
    method: 'GET',
    path: '/event-types',
    noun: 'webhooks',
    whom: 'developer',
    summary: 'List the events that endpoints can take, each with an example',
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(
          z.object({
            type: z.string(),
            about: z.string(),
            ownersOnly: z.boolean().describe('Only endpoints of the API’s owner take it.'),
            example: z.unknown(),
          }),
        ),
      }),
    },
    async handle({ api }) {
      const data = catalogue(api).map(({ example, ...about }) => ({
        ...about,
        ownersOnly: OWNERS_EVENTS.has(about.type),
        example: JSON.parse(example),
      }));
      return { status: 200, body: { data } };
    },
  }),
  ...ALL.flatMap(endpointOperations),
];

function endpointOperations(whose: Whose): ManageOperation[] {
  const { path, whom, name } = whose;
  const common = { noun: 'webhooks', whom } as const;
  const one = { ...common, path: `${path}/{webhook}`, parameters: ENDPOINT } as const;
  return [
    operation({
      ...common,
      id: `list${name}s`,
      method: 'GET',
      path,
      summary: 'List endpoints for webhooks',
      description: 'There are ten at most.',
      answer: { status: 200, schema: z.object({ data: z.array(endpoint) }) },
      async handle(call) {
        const owner = await ownerOf(call);
        if (owner === undefined) return unknown('client');
        const page = { clientId: owner?.id ?? null, after: '', limit: 100 };
        const found = await call.api.store.webhookEndpoints(page);
        return { status: 200, body: { data: found.map(shownEndpoint) } };
      },
    }),
    operation({
      ...common,
      id: `create${name}`,
      method: 'POST',
      path,
      creates: true,
      summary: 'Add an endpoint for webhooks',
      description: 'The secret is shown this once.',
      body: z.strictObject({
        url: fields.url,
        events: fields.events.default([]),
        ordered: fields.ordered.default(false),
      }),
      answer: { status: 201, schema: withSecret },
      problems: UNUSABLE,
      async handle(call) {
        const owner = await ownerOf(call as ManageCall);
        if (owner === undefined) return unknown('client');
        const wish = { ...call.body, clientId: owner?.id ?? null };
        const added = await addEndpoint(call.api, wish, rowBy(call as ManageCall, owner));
        if (!added.ok) return unusable(added.problem);
        const { endpoint: made, secret } = added.value;
        return { status: 201, body: { ...shownEndpoint(made), secret } };
      },
    }),
    operation({
      ...one,
      id: `get${name}`,
      method: 'GET',
      summary: 'Show an endpoint',
      answer: { status: 200, schema: endpoint },
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        return found ? { status: 200, body: shownEndpoint(found.endpoint) } : unknown('endpoint');
      },
    }),
    operation({
      ...one,
      id: `change${name}`,
      method: 'PATCH',
      summary: 'Change address or events of an endpoint; what is left out stays',
      description: 'Events that wait go to the new address.',
      body: z.strictObject(fields).partial(),
      answer: { status: 200, schema: endpoint },
      problems: { ...UNUSABLE, changed_meanwhile: [412, 'somebody changed it since you read it.'] },
      current,
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        if (!found) return unknown('endpoint');
        const { url, events, ordered } = call.body;
        const wish = {
          ...(url === undefined ? {} : { url }),
          ...(events === undefined ? {} : { events }),
          ...(ordered === undefined ? {} : { ordered }),
        };
        const changed = await changeEndpoint(call.api, found.endpoint, wish, found.row);
        if (!changed.ok) return unusable(changed.problem);
        if (changed.value === 'outdated') return CHANGED_MEANWHILE;
        const body = await current(call as ManageCall);
        return body ? { status: 200, body } : unknown('endpoint');
      },
    }),
    operation({
      ...one,
      id: `rotate${name}Secret`,
      method: 'POST',
      path: `${path}/{webhook}/rotate`,
      stepUp: true,
      summary: 'Replace the secret; the one before signs beside it for some days',
      body: z.strictObject({
        overlapDays: z.union(SECRET_OVERLAPS.map((days) => z.literal(days))).default(SECRET_OVERLAPS[0]),
      }),
      answer: { status: 200, schema: withSecret },
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        const { overlapDays } = call.body;
        const secret = found && (await rotateSecret(call.api, found.endpoint, overlapDays * DAY, found.row));
        const after = secret && (await endpointOf(call as ManageCall));
        return after
          ? { status: 200, body: { ...shownEndpoint(after.endpoint), secret } }
          : unknown('endpoint');
      },
    }),
    operation({
      ...one,
      id: `remove${name}`,
      method: 'DELETE',
      summary: 'Remove an endpoint, with what waits for it',
      async handle(call) {
        const found = await endpointOf(call as ManageCall);
        const removed = found && (await removeEndpoint(call.api, found.endpoint, found.row));
        return removed === 'removed' ? { status: 204 } : unknown('endpoint');
      },
    }),
    ...deliveryOperations(whose),
  ];
}

function unusable(problems: EndpointProblems) {
  const { whole, ...fields } = problems;
  const errors = [...faultsOf(fields), ...(whole ? [{ pointer: '', detail: whole }] : [])];
  return refuse(422, 'webhook_unusable', sentence('endpointUnusable'), { errors });
}
