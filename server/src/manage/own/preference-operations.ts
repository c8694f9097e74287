import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { UserId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { personOf } from '../api/actor.ts';
import { faultsOf, operation, refuse } from '../api/operation.ts';
import { setPreferences } from './preferences.ts';

const preferences = z
  .object({
    language: z
      .string()
      .nullable()
      .describe('Tag of a language of pages and mails; null: as the browser says.'),
    timeZone: z
      .string()
      .nullable()
      .describe('Name of a time zone, such as Europe/Berlin; null: as the browser or the API says.'),
    approvalMails: z
      .boolean()
      .describe('Whether somebody who owns the API gets a mail when an application or a developer waits.'),
  })
  .meta({ id: 'Preferences' });

async function shown(api: Api, userId: UserId): Promise<z.output<typeof preferences>> {
  const {
    language = null,
    timeZone = null,
    approvalMails = true,
  } = (await api.store.preferencesOf(userId)) ?? {};
  return { language, timeZone, approvalMails };
}

export const preferenceOperations = [
  operation({
    id: 'showOwnPreferences',
    method: 'GET',
    path: '/me/preferences',
    noun: 'users',
    whom: 'person',
    summary: 'Show your language, your time zone and your mails',
    answer: { status: 200, schema: preferences },
    handle: async ({ api, actor }) => ({ status: 200, body: await shown(api, personOf(actor).user.id) }),
  }),
  operation({
    id: 'changeOwnPreferences',
    method: 'PATCH',
    path: '/me/preferences',
    noun: 'users',
    whom: 'person',
    summary: 'Choose the language of your pages and mails, your time zone, and which mails you get',
    body: z.strictObject({
      language: z.string().nullable().optional(),
      timeZone: z.string().nullable().optional(),
      approvalMails: z.boolean().optional(),
    }),
    answer: { status: 200, schema: preferences },
    problems: { not_offered: [422, '`errors` says which of the two there is not.'] },
    async handle({ api, body, actor }) {
      const { user } = personOf(actor);
      const problems = await setPreferences(api, user.id, body);
      if (problems === null) return { status: 200, body: await shown(api, user.id) };
      return refuse(422, 'not_offered', sentence('nothingChanged'), { errors: faultsOf(problems) });
    },
  }),
];
