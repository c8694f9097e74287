import { z } from 'zod';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { UserId } from '../../model/index.ts';
import { noticesOfAll } from '../../signin/session.ts';
import { personOf } from '../api/actor.ts';
import { operation, unknown } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';
import { userOf } from './operations.ts';

const factors = z
  .object({
    authenticator: z
      .object({ createdAt: time, lastUsedAt: time.nullable() })
      .nullable()
      .describe('The authenticator app; null: there is none.'),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        synced: z.boolean().describe('Whether its provider can copy it to other devices.'),
        createdAt: time,
        lastUsedAt: time.nullable(),
      }),
    ),
    recoveryCodesLeft: z.int().nullable(),
  })
  .meta({ id: 'Factors', description: 'The means by which somebody signs in, beside a password.' });

export const factorOperations = [
  operation({
    id: 'getFactors',
    method: 'GET',
    path: '/users/{user}/factors',
    noun: 'users',
    whom: 'operator',
    summary: 'Show the passkeys, authenticator app and recovery codes of a user',
    answer: { status: 200, schema: factors },
    async handle({ api, path }) {
      const found = await userOf(api, path);
      return found ? { status: 200, body: await shownOf(api, found.id) } : unknown('user');
    },
  }),
  operation({
    id: 'removeFactors',
    method: 'DELETE',
    path: '/users/{user}/factors',
    noun: 'users',
    whom: 'operator',
    stepUp: true,
    summary: 'Remove all of them for a user who lost them, and sign the user out everywhere',
    description:
      'Make sure first that it is the user who asks: afterwards their password alone signs them in, unless the API demands a second step.',
    async handle({ api, request, path, actor: { by } }) {
      const found = await userOf(api, path);
      if (!found) return unknown('user');
      const { id: userId } = found;
      const notices = await noticesOfAll(api, userId, null);
      const audit = [auditEvent(api, request, 'factors.removed', { userId, detail: { by } })];
      await api.store.removeFactors({ userId, notices, audit });
      return { status: 204 };
    },
  }),
  operation({
    id: 'getOwnFactors',
    method: 'GET',
    path: '/me/factors',
    noun: 'users',
    whom: 'person',
    summary: 'Show your passkeys, authenticator app and recovery codes',
    answer: { status: 200, schema: factors },
    handle: async ({ api, actor }) => ({ status: 200, body: await shownOf(api, personOf(actor).user.id) }),
  }),
];

async function shownOf(api: Api, userId: UserId) {
  const { authenticator, passkeys, codesLeft } = await api.store.factorsOf(userId);
  return {
    authenticator: authenticator && {
      createdAt: shownTime(authenticator.createdAt),
      lastUsedAt: shownTime(authenticator.lastUsedAt),
    },
    passkeys: passkeys.map(({ id, name, synced, createdAt, lastUsedAt }) => ({
      ...{ id, name, synced },
      createdAt: shownTime(createdAt),
      lastUsedAt: shownTime(lastUsedAt),
    })),
    recoveryCodesLeft: codesLeft,
  };
}
