import { z } from 'zod';
import { AUTHORIZATION_CODE, CLIENT_CREDENTIALS, type Client, usesSecret } from '../../model/index.ts';
import { operation, unknown } from '../api/operation.ts';
import { clientOf } from '../clients/found.ts';
import { factsOf } from './facts.ts';
import { OWN_TOKEN } from './own-token.ts';
import { type Flow, LANGUAGES, namesHere } from './snippet.ts';
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
        LANGUAGES.map((language) => ({
          language,
          flow,
          code: namesHere(language, facts) + FLOWS[flow][language](facts),
        })),
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
