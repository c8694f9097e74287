import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { Api } from '../../api.ts';
import { protectedResources } from '../../config/addressing/protected-resource.ts';
import { offeredGrants } from '../../config/offered-grants.ts';
import { offeredMethods } from '../../config/offered-methods.ts';
import { PROFILES, shortfallsOf } from '../../config/profiles/profile.ts';
import { DIALECT_NAMES } from '../../config/schema/dialect-names.ts';
import { PROFILE_NAMES } from '../../config/schema/profile-names.ts';
import { VERSION } from '../../lib/version.ts';
import type { Client } from '../../model/index.ts';
import { operation } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';

/** Clients that are counted, a part at a time: some 100 ms of the processor, in slices between which other work runs. */
const MOST_CLIENTS = 10_000;
const AT_ONCE = 500;

/** Those that an answer names, of each scope and dialect. */
const MOST_NAMED = 20;

const COUNTED = `Clients are counted up to ${MOST_CLIENTS}, in the order of their ids; \`counted\` says how many were.`;
const CLIENTS = z.int().describe('How many of the counted clients.');

const BY = z
  .array(z.object({ id: z.string(), name: z.string(), lastUsedAt: time.nullable() }))
  .describe(`Up to ${MOST_NAMED} of them.`);

const common = { method: 'GET', noun: 'operations', whom: 'operator' } as const;

export const settingOperations = [
  operation({
    ...common,
    id: 'listScopes',
    path: '/scopes',
    summary: 'List scopes with what asks for them: clients and operations',
    description: COUNTED,
    answer: {
      status: 200,
      schema: z.object({
        counted: z.int(),
        data: z.array(
          z.object({
            name: z.string(),
            title: z.string(),
            clients: CLIENTS,
            by: BY,
            operations: z
              .array(z.string())
              .describe('Ids of operations that one of their alternatives opens.'),
          }),
        ),
      }),
    },
    async handle({ api, operations }) {
      const uses = new Uses();
      const counted = await eachClient(api, (client) => uses.add(client, client.scopes));
      const data = Object.entries(api.config.scopes).map(([name, { title }]) => ({
        ...{ name, title, ...uses.of(name) },
        operations: operations.operations
          .filter(({ scopes }) => scopes.some((alternative) => alternative.includes(name)))
          .map(({ id }) => id),
      }));
      return { status: 200, body: { counted, data } };
    },
  }),
  operation({
    ...common,
    id: 'listDialects',
    path: '/dialects',
    summary: 'List dialects with their risk, who has them, and how often they were needed',
    description: COUNTED,
    answer: {
      status: 200,
      schema: z.object({
        counted: z.int(),
        data: z.array(
          z.object({
            name: z.string(),
            risk: z.string(),
            forAll: z.boolean().describe('Whether the API has it for every client.'),
            clients: CLIENTS,
            by: BY,
            requests: z.int().describe('Requests that needed it, at this node since its start.'),
            sunset: z.iso.date().nullable().describe('The day on which it is to go.'),
          }),
        ),
      }),
    },
    async handle({ api }) {
      const { config, runtime, words } = api;
      const uses = new Uses();
      const counted = await eachClient(api, (client) => uses.add(client, client.dialects));
      const data = DIALECT_NAMES.map((name) => ({
        ...{ name, risk: words.risks[name], forAll: config.dialects.includes(name), ...uses.of(name) },
        requests: runtime.dialectUsage.get(name) ?? 0,
        sunset: config.dialectSunsets[name] ?? null,
      }));
      return { status: 200, body: { counted, data } };
    },
  }),
  operation({
    ...common,
    id: 'listProtectedResources',
    path: '/protected-resources',
    summary: 'List the protected resources of the API, as tokens name them',
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(
          z.object({
            identifier: z.string(),
            separate: z.boolean().describe('Another program: it takes only tokens that were issued for it.'),
          }),
        ),
      }),
    },
    async handle({ api }) {
      const data = protectedResources(api).map(({ identifier, separate }) => ({
        ...{ identifier, separate: separate !== null },
      }));
      return { status: 200, body: { data } };
    },
  }),
  operation({
    ...common,
    id: 'getSettings',
    path: '/settings',
    summary: 'Show the settings of the authorization server and what profiles miss; nothing secret',
    answer: {
      status: 200,
      schema: z
        .object({
          registration: z.enum(['open', 'initial-access-token', 'off']),
          clientMetadataDocuments: z.boolean(),
          approval: z.enum(['none', 'platforms', 'live', 'all']),
          signUp: z.enum(['closed', 'open', 'approval']).describe('Says who may become a developer.'),
          grantTypes: z.array(z.string()),
          authMethods: z.array(z.string()),
          lifetimes: z.record(z.string(), z.unknown()).describe('In seconds.'),
          profiles: z.array(
            z.object({
              name: z.string(),
              title: z.string(),
              chosen: z.boolean(),
              missing: z.array(z.object({ demand: z.string(), source: z.string(), lacks: z.string() })),
            }),
          ),
        })
        .meta({ id: 'Settings' }),
    },
    async handle({ api }) {
      const { config } = api;
      return {
        status: 200,
        body: {
          registration: config.registration,
          clientMetadataDocuments: config.clientMetadataDocuments,
          approval: config.developers.approval,
          signUp: config.developers.signUp,
          grantTypes: offeredGrants(config).map(({ type }) => type),
          authMethods: offeredMethods(api),
          lifetimes: config.lifetimes,
          profiles: PROFILE_NAMES.map((name) => ({
            ...{ name, title: PROFILES[name].title, chosen: config.profile === name },
            missing: shortfallsOf(config, name).map(({ demand, lacks }) => ({
              ...{ demand: demand.name, source: demand.source, lacks },
            })),
          })),
        },
      };
    },
  }),
  operation({
    ...common,
    id: 'getHealth',
    path: '/health',
    summary: 'Show how the node is that answers',
    answer: {
      status: 200,
      schema: z
        .object({
          version: z.string(),
          ready: z.boolean().describe('Whether it could write a row just now.'),
          fault: z.string().nullable(),
          push: z.enum(['none', 'up', 'lost']).describe('Whether changes by other nodes are heard at once.'),
          chores: z.boolean().describe('Whether this node does what one node does for all.'),
          remembered: z.int().describe('Tokens, connections and clients in its memory.'),
          uptime: z.int().describe('In seconds.'),
          store: z.object({
            databaseBytes: z.int(),
            logBytes: z.int().describe('Changes that are not yet in the database file.'),
            checkpoints: z.string(),
          }),
        })
        .meta({ id: 'NodeHealth' }),
    },
    async handle({ api: { store, runtime } }) {
      const fault = await store.health();
      const { databaseBytes, logBytes, checkpoints } = await store.condition();
      return {
        status: 200,
        body: {
          version: VERSION,
          ready: fault === null,
          fault: fault && fault.message,
          push: store.push(),
          chores: runtime.chores.areMine(),
          remembered: runtime.memory.size,
          uptime: Math.floor(process.uptime()),
          store: { databaseBytes, logBytes, checkpoints },
        },
      };
    },
  }),
];

/** Returns how many clients were seen. */
async function eachClient(api: Api, see: (client: Client) => void): Promise<number> {
  let seen = 0;
  for (let after = ''; seen < MOST_CLIENTS; ) {
    const clients = await api.store.clientsAfter(after, AT_ONCE);
    for (const client of clients) see(client);
    seen += clients.length;
    const last = clients.at(-1);
    if (!last || clients.length < AT_ONCE) return seen;
    after = last.id;
    await turn();
  }
  return seen;
}

/** How many clients have a scope or a dialect, and the first of them. */
class Uses {
  readonly #of = new Map<string, { clients: number; by: Client[] }>();

  add(client: Client, names: readonly string[]): void {
    for (const name of names) {
      const found = this.#of.get(name) ?? { clients: 0, by: [] };
      found.clients += 1;
      if (found.by.length < MOST_NAMED) found.by.push(client);
      this.#of.set(name, found);
    }
  }

  of(name: string) {
    const { clients, by } = this.#of.get(name) ?? { clients: 0, by: [] };
    return {
      clients,
      by: by.map((client) => ({
        ...{ id: client.id, name: client.name },
        lastUsedAt: shownTime(client.lastUsedAt),
      })),
    };
  }
}
