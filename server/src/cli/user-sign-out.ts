import { systemClock } from '../lib/clock.ts';
import { noticesOfAll } from '../signin/session.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { personOf } from './person.ts';

export const userSignOut = command({
  name: 'user sign-out',
  summary: 'end every session of a user',
  usage: `latchkey user sign-out <email>
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async ({ store, config }) => {
      const { id: userId } = await personOf(email, store);
      const notices = await noticesOfAll({ config, store, clock: systemClock }, userId, null);
      const audit = [atTheTerminal('session.ended', { userId, detail: { reason: 'ended_for_them' } })];
      const ended = await store.endSessionsOf({ userId, keep: null, notices, audit });
      terminal.say(`${ended} ${ended === 1 ? 'session' : 'sessions'} of ${email} ended.`);
      return 0;
    });
  },
});
