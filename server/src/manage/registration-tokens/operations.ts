import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import type { InitialAccessToken } from '../../store/store.ts';
import { newToken } from '../../tokens/format.ts';
import { operation, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';

const token = z
  .object({
    id: z.string().describe('Made from the token, which it does not reveal.'),
    clientsLeft: z.int().nullable().describe('How many clients it may still register; null: any number.'),
    createdAt: time,
    expiresAt: time.nullable(),
  })
  .meta({ id: 'RegistrationToken', description: 'An initial access token (RFC 7591 section 3).' });

export const registrationTokenOperations = [
  operation({
    id: 'listRegistrationTokens',
    method: 'GET',
    path: '/registration-tokens',
    noun: 'clients',
    whom: 'operator',
    summary: 'List the tokens by which clients may register, newest first',
    query: z.object(PAGE),
    answer: { status: 200, schema: pageOf(token) },
    async handle({ api, query: { limit, cursor } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const found = await api.store.initialAccessTokens({ before: before.value, limit: limit + 1 });
      return { status: 200, body: page(found, limit, ({ createdAt, hash }) => [createdAt, hash], shown) };
    },
  }),
  operation({
    id: 'createRegistrationToken',
    method: 'POST',
    path: '/registration-tokens',
    noun: 'clients',
    whom: 'operator',
    creates: true,
    stepUp: true,
    summary: 'Make a token by which its holder may register clients',
    body: z.strictObject({
      days: z.int().min(1).max(3_650).default(30).describe('How long it counts.'),
      clients: z.int().min(1).max(1_000_000).nullable().default(1).describe('How many; null: any number.'),
    }),
    answer: {
      status: 201,
      schema: token
        .extend({ token: z.string().describe('The token itself; shown this once.') })
        .meta({ id: 'CreatedRegistrationToken' }),
    },
    async handle({ api, request, body: { days, clients }, actor }) {
      const made = newToken('reg', 'live');
      const now = api.clock.now();
      const row = { hash: sha256(made), usesLeft: clients, createdAt: now, expiresAt: now + days * DAY };
      await api.store.addInitialAccessToken(row, [
        auditEvent(api, request, 'registration_token.created', {
          userId: actor.userId,
          detail: { days, clients: clients ?? 'any', by: actor.by },
        }),
      ]);
      return { status: 201, body: { ...shown(row), token: made } };
    },
  }),
  operation({
    id: 'endRegistrationToken',
    method: 'DELETE',
    path: '/registration-tokens/{token}',
    parameters: { token: 'Id of the token.' },
    noun: 'clients',
    whom: 'operator',
    summary: 'End a token; clients that it registered stay',
    async handle({ api, request, path, actor }) {
      const tokenId = path.token ?? '';
      const row = auditEvent(api, request, 'registration_token.ended', {
        userId: actor.userId,
        detail: { tokenId, by: actor.by },
      });
      const outcome = await api.store.endInitialAccessToken(tokenId, [row]);
      return outcome === 'ended' ? { status: 204 } : unknown('registration token');
    },
  }),
];

function shown({ hash, usesLeft, createdAt, expiresAt }: InitialAccessToken) {
  return {
    ...{ id: hash, clientsLeft: usesLeft },
    createdAt: shownTime(createdAt),
    expiresAt: shownTime(expiresAt),
  };
}
