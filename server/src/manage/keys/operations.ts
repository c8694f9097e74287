import { z } from 'zod';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { OVERLAP, SIGNING_KEY_AGE } from '../../tokens/keyring.ts';
import { operation } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';

const key = z
  .object({
    id: z.string(),
    algorithm: z.string(),
    createdAt: time,
    signs: z.boolean().describe('Whether it is the newest of its algorithm. The others only verify.'),
    until: time.describe(
      'When it is replaced by itself, if it signs. For the others: until when tokens of theirs are taken.',
    ),
  })
  .meta({ id: 'SigningKey' });

const keys = z.object({ data: z.array(key) });

export const keyOperations = [
  operation({
    id: 'listSigningKeys',
    method: 'GET',
    path: '/signing-keys',
    noun: 'operations',
    whom: 'operator',
    summary: 'List the keys that sign tokens, newest first, without anything secret',
    answer: { status: 200, schema: keys },
    handle: async ({ api }) => ({ status: 200, body: { data: await shownKeys(api) } }),
  }),
  operation({
    id: 'rotateSigningKeys',
    method: 'POST',
    path: '/signing-keys/rotate',
    noun: 'operations',
    whom: 'operator',
    stepUp: true,
    summary: 'Sign with a new key of each algorithm from now on',
    description:
      'The ones before stay published for two days, so that no token of theirs is refused. Other nodes follow within the hour. Keys are replaced after 90 days by themselves.',
    answer: { status: 200, schema: keys },
    async handle({ api, request, actor }) {
      await api.keys.rotateSigningKey(({ id }) => [
        auditEvent(api, request, 'signing_key.rotated', {
          userId: actor.userId,
          detail: { key: 'signing', id, by: actor.by },
        }),
      ]);
      return { status: 200, body: { data: await shownKeys(api) } };
    },
  }),
];

async function shownKeys({ store }: Pick<Api, 'store'>) {
  const found = (await store.sealedKeys('signing')).toSorted((a, b) => b.createdAt - a.createdAt);
  return found.map(({ id, algorithm, createdAt }) => {
    const newer = found.findLast((each) => each.algorithm === algorithm && each.createdAt > createdAt);
    return {
      ...{ id, algorithm },
      createdAt: shownTime(createdAt),
      signs: newer === undefined,
      until: shownTime(newer ? newer.createdAt + OVERLAP : createdAt + SIGNING_KEY_AGE),
    };
  });
}
