import { z } from 'zod';
import { type Sentences, sentence } from '../../words/sentence.ts';
import { faultsOf, refuse } from '../api/operation.ts';
import { shapeProblem, shownName } from '../api/shapes.ts';
import type { ClientProblems } from './input.ts';
import { KINDS, MODES } from './shown.ts';

const link = z
  .url({ protocol: /^https$/, error: shapeProblem('httpsAddress') })
  .max(2_000)
  .nullable();
const texts = (most: number) => z.array(z.string().min(1).max(2_000)).max(most);

/** The fields of a client that its owner gives, as a developer or an operator sends them. */
const fields = {
  name: shownName.describe('As people see it when it asks them.'),
  redirectUris: texts(50).describe('Compared exactly as they stand.'),
  scopes: texts(200),
  scopeReasons: z
    .record(z.string().max(200), z.string().trim().max(500))
    .describe('The reason for a scope, by scope, in plain words.'),
  logoUri: link,
  clientUri: link.describe('Its own website.'),
  policyUri: link.describe('Its privacy policy.'),
  tosUri: link.describe('Its terms of service.'),
};

export const changedFields = z
  .strictObject({
    ...fields,
    addresses: texts(50).describe('Addresses and CIDR blocks that may use it; empty: any.'),
    plan: z.string().nullable().describe('A plan of limits; null: those of the API. For operators.'),
  })
  .partial();

export const newClient = z.strictObject({
  ...fields,
  redirectUris: fields.redirectUris.default([]),
  scopeReasons: fields.scopeReasons.optional(),
  logoUri: link.optional(),
  clientUri: link.optional(),
  policyUri: link.optional(),
  tosUri: link.optional(),
  kind: z
    .enum(KINDS)
    .describe(
      'confidential: it has a server; public: a browser or device; platform: it has connected accounts.',
    ),
  mode: z.enum(MODES).default('live'),
  grantTypes: texts(20).default(['authorization_code', 'refresh_token']),
  tenant: z
    .string()
    .nullable()
    .default(null)
    .describe('The tenant in which its own tokens act; of a developer, one of theirs. null: their only one.'),
  owner: z.string().nullable().default(null).describe('Id of the user whose client it is; for operators.'),
  pair: z.string().nullable().default(null).describe('The same owner’s client in the other mode.'),
});

export type NewClientBody = z.output<typeof newClient>;

export const UNUSABLE = {
  client_unusable: [422, 'a field cannot be as it is: `errors` says which, and why.'],
} as const;

/** Answers with a sentence for each field, the ones that the pages show. */
export function unusable(problems: ClientProblems | Sentences<'owner' | 'tenant' | 'pair'>) {
  return refuse(422, 'client_unusable', sentence('clientUnusable'), { errors: faultsOf<string>(problems) });
}
