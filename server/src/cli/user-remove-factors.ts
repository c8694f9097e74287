import { systemClock } from '../lib/clock.ts';
import { noticesOfAll } from '../signin/session.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { confirmed, personOf } from './person.ts';

export const userRemoveFactors = command({
  name: 'user remove-factors',
  summary: 'remove the passkeys, authenticator app and recovery codes of a user who lost them',
  usage: `latchkey user remove-factors <email> --yes

Make sure first that it is the user who asks: afterwards their password alone signs them in, unless the API
demands a second step, which they then set up anew. Ends every session of the user.
  --yes             do it
${API_USAGE}`,
  options: { ...API_OPTIONS, yes: { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async ({ store, config }) => {
      const { id: userId } = await personOf(email, store);
      confirmed(values.yes, `This removes every passkey, app and recovery code of ${email}.`);
      const notices = await noticesOfAll({ config, store, clock: systemClock }, userId, null);
      const audit = [atTheTerminal('factors.removed', { userId })];
      const outcome = await store.removeFactors({ userId, notices, audit });
      terminal.say(
        outcome === 'none'
          ? `${email} has neither passkeys nor a second step.`
          : `${email} signs in by password alone from now on, and is signed out everywhere.`,
      );
      return 0;
    });
  },
});
