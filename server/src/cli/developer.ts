import { StartError } from '../config/environment/start-error.ts';
import { decideDeveloper } from '../manage/developers/decide.ts';
import { DEVELOPER_STATES } from '../model/index.ts';
import type { Place } from '../store/grants/page.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { mailingOf } from './mailing.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { pages } from './pages.ts';
import { personOf } from './person.ts';
import type { Terminal } from './terminal.ts';

export const developerList = command({
  name: 'developer list',
  summary: 'show the people who signed up as developers',
  usage: `latchkey developer list [--state pending|approved|refused] [--json]

Time, e-mail address, state, name, and what they want to make; newest first.

  --state <state>   only those in this state
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS, state: { type: 'string' } },
  async run({ values }, terminal) {
    const state = DEVELOPER_STATES.find((each) => each === values.state);
    if (values.state !== undefined && !state) {
      throw new StartError(`--state: use ${DEVELOPER_STATES.join(', ')}.`);
    }
    return withStore('read', values, terminal, async ({ store }) => {
      const read = (before: Place | null, limit: number) => store.developersPage({ state, before, limit });
      for await (const page of pages(read, ({ developer: { createdAt, userId } }) => ({
        ...{ createdAt, id: userId },
      }))) {
        const rows = page.map(({ developer, user: { email, name } }) => ({
          since: new Date(developer.createdAt).toISOString().slice(0, 16),
          ...{ email, state: developer.state, name, purpose: developer.purpose ?? '' },
        }));
        for (const line of listed(rows, values.json)) terminal.say(line);
      }
      return 0;
    });
  },
});

export const developerApprove = command({
  name: 'developer approve',
  summary: 'let somebody who signed up make applications',
  usage: `latchkey developer approve <email>

They get a mail. One who was refused can be approved as well.
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  run: ({ values, positionals: [email = ''] }, terminal) =>
    decide(values, terminal, { email, to: 'approved', reason: null }),
});

export const developerRefuse = command({
  name: 'developer refuse',
  summary: 'refuse somebody who signed up; applications that they have stay',
  usage: `latchkey developer refuse <email> [--reason <text>]

  --reason <text>   why; they read it in a mail
${API_USAGE}`,
  options: { ...API_OPTIONS, reason: { type: 'string' } },
  positionals: { least: 1, most: 1 },
  run: ({ values, positionals: [email = ''] }, terminal) =>
    decide(values, terminal, { email, to: 'refused', reason: values.reason ?? null }),
});

function decide(
  values: { config?: string[] | undefined; data?: string | undefined },
  terminal: Terminal,
  { email, to, reason }: { email: string; to: 'approved' | 'refused'; reason: string | null },
): Promise<number> {
  return withStore('change', values, terminal, async (opened) => {
    const user = await personOf(email, opened.store);
    const audit = [atTheTerminal(`developer.${to}`, { userId: user.id })];
    const { mails, ...api } = await mailingOf(opened, terminal);
    const { outcome } = await decideDeveloper(api, { user, to, reason, mails, now: Date.now(), audit });
    if (outcome === 'unknown') {
      throw new StartError(`${email} did not sign up as a developer (latchkey developer list).`);
    }
    const told = outcome === 'decided' && mails ? ', and gets a mail' : '';
    terminal.say(outcome === 'same' ? `${email} was ${to} before.` : `${email} is ${to}${told}.`);
    return 0;
  });
}
