import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { usesSecret } from '../../model/index.ts';
import { secretId } from '../../tokens/client-secret.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { clientOf } from './found.ts';
import { addSecret, OVERLAPS } from './secret.ts';
import { secret, shownSecret } from './shown.ts';

const NO_SECRETS = {
  without_secret: [422, 'the client proves itself by something else than a secret.'],
} as const;

export const clientSecretOperations = [
  operation({
    id: 'listClientSecrets',
    method: 'GET',
    path: '/clients/{client}/secrets',
    noun: 'clients',
    whom: 'developer',
    summary: 'List the hints of a client’s secrets, newest first',
    answer: { status: 200, schema: z.object({ data: z.array(secret) }) },
    async handle({ api, path }) {
      const found = await clientOf(api, path);
      return found ? { status: 200, body: { data: found.secrets.map(shownSecret) } } : unknown('client');
    },
  }),
  operation({
    id: 'addClientSecret',
    method: 'POST',
    path: '/clients/{client}/secrets',
    noun: 'clients',
    whom: 'developer',
    creates: true,
    stepUp: true,
    summary: 'Add a secret; the one before counts for some days more',
    description: 'There are at most two: a third ends the oldest at once. The secret is shown this once.',
    body: z.strictObject({
      overlapDays: z
        .union(OVERLAPS.map((days) => z.literal(days)))
        .default(OVERLAPS[0])
        .describe('How many days the one before counts beside it; 0: it ends now.'),
    }),
    answer: {
      status: 201,
      schema: secret
        .extend({ secret: z.string().describe('The secret itself; shown this once.') })
        .meta({ id: 'CreatedClientSecret' }),
    },
    problems: NO_SECRETS,
    async handle({ api, request, path, body, actor }) {
      const found = await clientOf(api, path);
      if (!found) return unknown('client');
      if (!usesSecret(found.client)) return withoutSecret();
      const added = await addSecret(api, request, found.client, body.overlapDays, actor.by);
      if (added === null) return unknown('client');
      return { status: 201, body: { ...shownSecret(added.record), secret: added.secret } };
    },
  }),
  operation({
    id: 'endClientSecret',
    method: 'DELETE',
    path: '/clients/{client}/secrets/{secret}',
    parameters: { secret: 'Id of the secret.' },
    noun: 'clients',
    whom: 'developer',
    summary: 'End a secret at once',
    description: 'Without any, the client gets no tokens until it has another. Tokens that it has go on.',
    async handle({ api, request, path, actor }) {
      const found = await clientOf(api, path);
      const ended = found?.secrets.find((each) => secretId(each) === path.secret);
      if (!found || !ended) return unknown('secret');
      const { client } = found;
      const row = auditEvent(api, request, 'client.secret_ended', {
        userId: client.ownerUserId,
        tenantId: client.tenantId,
        clientId: client.id,
        mode: client.mode,
        detail: { secret: secretId(ended), hint: ended.hint, by: actor.by },
      });
      return (await api.store.endClientSecret(ended, [row])) === 'ended'
        ? { status: 204 }
        : unknown('secret');
    },
  }),
];

function withoutSecret() {
  return refuse(422, 'without_secret', sentence('withoutSecret'));
}
