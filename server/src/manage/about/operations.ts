import { z } from 'zod';
import { offeredToMembers } from '../../config/offered-grants.ts';
import type { Limits } from '../../config/schema/limits.ts';
import { testMode } from '../../config/tenant-for-tests.ts';
import type { Caller } from '../api/actor.ts';
import { operation } from '../api/operation.ts';
import { isTaken, kindsFor } from '../clients/input.ts';

const window = z.object({ calls: z.int(), per: z.int().describe('Length of the window in seconds.') });
const limits = z
  .object({
    parties: z
      .record(z.string(), z.array(window))
      .describe('By who is limited: `client`, `connectedAccount` and so on.'),
    scopeClasses: z.record(z.string(), z.array(window)),
  })
  .meta({ id: 'Limits' });

const about = z
  .object({
    name: z.string(),
    title: z.string(),
    tenantWord: z.string().describe('The word of the API for its tenants.'),
    issuer: z.string(),
    endpoints: z.record(z.string(), z.string()).describe('Addresses of the OAuth endpoints, by name.'),
    domains: z.array(z.object({ mode: z.enum(['live', 'sandbox']), url: z.string() })),
    accountHeader: z.string().nullable().describe('The header that names the connected account of a call.'),
    explorer: z.string().nullable().describe('The page to read and try the document of the API.'),
    scopes: z.array(
      z.object({
        name: z.string(),
        title: z.string().describe('As people read it at consent.'),
        class: z.string(),
        covers: z.array(z.string()),
        selectsResources: z.boolean(),
        platformsOnly: z.boolean(),
        aboutUser: z.boolean(),
        optional: z.boolean().describe('People may leave it out at consent.'),
        dangerous: z.boolean(),
      }),
    ),
    roles: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        permissions: z.array(z.string()),
        managesTenant: z.boolean(),
      }),
    ),
    grantTypes: z.array(z.string()).describe('Those that a developer may choose for an application.'),
    clientKinds: z
      .array(z.enum(['confidential', 'public', 'platform']))
      .describe('The kinds of applications that the one who asks may create.'),
    testMode: z.enum(['live', 'sandbox']).describe('The mode in which developers try their applications.'),
    limits,
    plans: z.record(z.string(), limits).describe('The limits that a plan replaces.'),
    promotions: z.enum(['count', 'wait']),
  })
  .meta({ id: 'About', description: 'The API as its configuration has it.' });

export const aboutOperations = [
  operation({
    id: 'describeApi',
    method: 'GET',
    path: '/api',
    noun: 'operations',
    whom: 'anybody',
    summary: 'Show the addresses, scopes, roles, limits and plans of the API',
    answer: { status: 200, schema: about },
    async handle({ api, actor: { caller } }) {
      const { config, address } = api;
      const { protocol, port } = new URL(address.origin);
      const urlOf = (host: string) => `${protocol}//${address.hostOf(host)}${port === '' ? '' : `:${port}`}`;
      return {
        status: 200,
        body: {
          name: config.name,
          title: config.title,
          tenantWord: config.tenant.word,
          issuer: address.issuer,
          endpoints: address.endpoints,
          // A separate resource is another program, with a document of its own.
          domains: Object.entries(config.domains).flatMap(([host, { mode, separate }]) =>
            separate ? [] : [{ mode, url: urlOf(host) }],
          ),
          accountHeader: config.accountHeader ?? null,
          explorer: address.explorer,
          scopes: Object.entries(config.scopes).map(([name, scope]) => ({ name, ...scope })),
          roles: Object.entries(config.roles).map(([name, role]) => ({ name, ...role })),
          grantTypes: offeredToMembers(config).map(({ type }) => type),
          clientKinds: kindsFor(api, operates(caller) ? 'operator' : 'owner').filter((kind) =>
            isTaken(api, kind),
          ),
          testMode: testMode(config),
          limits: shownLimits(config.limits),
          plans: Object.fromEntries(
            Object.entries(config.limits.plans).map(([name, plan]) => [name, shownLimits(plan)]),
          ),
          promotions: config.promotions,
        },
      };
    },
  }),
];

function operates(caller: Caller): boolean {
  return caller.kind === 'token' ? caller.token.tenantId === null : caller.operator !== null;
}

type Windows = Limits['platform'];
type Party = 'platform' | 'connectedAccount' | 'client' | 'token' | 'user' | 'tenant';

function shownLimits({
  scopeClasses,
  ...given
}: { [Each in Party]?: Windows | undefined } & Pick<Limits, 'scopeClasses'>) {
  const { platform, connectedAccount, client, token, user, tenant } = given;
  const parties = { platform, connectedAccount, client, token, user, tenant };
  return {
    parties: Object.fromEntries(Object.entries(parties).filter(([, windows]) => windows !== undefined)),
    scopeClasses,
  };
}
