import { z } from 'zod';
import type { Api } from '../../api.ts';
import { AUTHORIZATION_CODE, CLIENT_CREDENTIALS, type Client, usesSecret } from '../../model/index.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import { operation, unknown } from '../api/operation.ts';
import { clientOf } from '../clients/found.ts';
import { OWN_TOKEN } from './own-token.ts';
import { type Facts, type Flow, LANGUAGES } from './snippet.ts';
import { USER_TOKEN } from './user-token.ts';

const FLOWS = { own: OWN_TOKEN, user: USER_TOKEN };

export const quickStartOperations = [
  operation({
    id: 'listQuickStarts',
    method: 'GET',
    path: '/clients/{client}/quick-starts',
    noun: 'clients',
    whom: 'developer',
    summary: 'Show programs that get a first token, with the client’s own id and the addresses of this API',
    description:
      'The secret is not in them: they read it from the environment. Empty for a client that proves itself by keys or certificates.',
    answer: {
      status: 200,
      schema: z.object({
        data: z.array(
          z
            .object({
              language: z.enum(LANGUAGES),
              flow: z
                .enum(['own', 'user'])
                .describe('own: the client gets a token for itself; user: somebody allows it.'),
              code: z.string(),
            })
            .meta({ id: 'QuickStart' }),
        ),
      }),
    },
    async handle({ api, operations, path }) {
      const found = await clientOf(api, path);
      if (!found) return unknown('client');
      const facts = factsOf(api, operations, found.client);
      const data = flowsOf(found.client).flatMap((flow) =>
        LANGUAGES.map((language) => ({ language, flow, code: FLOWS[flow][language](facts) })),
      );
      return { status: 200, body: { data } };
    },
  }),
];

function flowsOf(client: Client): Flow[] {
  const { grantTypes, kind, redirectUris } = client;
  if (kind !== 'public' && !usesSecret(client)) return [];
  const own = kind !== 'public' && grantTypes.includes(CLIENT_CREDENTIALS.type);
  const user = redirectUris.length > 0 && grantTypes.includes(AUTHORIZATION_CODE.type);
  return [...(own ? (['own'] as const) : []), ...(user ? (['user'] as const) : [])];
}

function factsOf({ address }: Api, { operations }: OperationTable, client: Client): Facts {
  const { token, authorization } = address.endpoints;
  // One that about no customer is open to a platform's own token, and needs no parameter.
  const simple = operations.filter(({ method, template }) => method === 'GET' && !template.includes('{'));
  const first = simple.find(({ customerData }) => !customerData) ?? simple[0];
  const needs = first?.scopes.find((alternative) =>
    alternative.every((each) => client.scopes.includes(each)),
  );
  return {
    clientId: client.id,
    hasSecret: usesSecret(client),
    ...{ token, authorization },
    redirectUri: client.redirectUris[0] ?? '',
    scope: (needs && needs.length > 0 ? needs : client.scopes.slice(0, 1)).join(' '),
    call: first && needs ? `${address.apiIn(client.mode)}${first.template}` : null,
  };
}
