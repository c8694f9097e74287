import { systemClock } from '../lib/clock.ts';
import { speakingTo } from '../mail/in-language-of.ts';
import { knownOf } from '../signin/chosen-password.ts';
import { hashPassword } from '../signin/passwords.ts';
import { passwordSetMail } from '../signin/reset/letters.ts';
import { noticesOfAll } from '../signin/session.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { mailingOf } from './mailing.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { newPassword, readPassword } from './password.ts';
import { personOf } from './person.ts';

export const userPassword = command({
  name: 'user password',
  summary: 'give a user another password, and end their sessions',
  usage: `latchkey user password <email> [--password-stdin]

  --password-stdin  read it from standard input; without it, one is made and shown once
${API_USAGE}`,
  options: { ...API_OPTIONS, 'password-stdin': { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [email = ''] = positionals;
    return withStore('change', values, terminal, async (opened) => {
      const { store, config } = opened;
      const user = await personOf(email, store);
      const userId = user.id;
      const given = values['password-stdin']
        ? await readPassword(terminal.input, knownOf(config, user))
        : null;
      const password = given ?? newPassword();
      const notices = await noticesOfAll({ config, store, clock: systemClock }, userId, null);
      const passwordHash = await hashPassword(password);
      const audit = [atTheTerminal('user.password_changed', { userId })];
      const { mails: areSent, ...api } = await mailingOf(opened, terminal);
      const mails = areSent ? [passwordSetMail(await speakingTo(api, userId), user)] : [];
      await store.setPassword({ userId, passwordHash, keep: null, notices, mails, audit });
      terminal.say(
        `${email} has a new password, and is signed out everywhere.${areSent ? ' A mail tells them.' : ''}`,
      );
      if (!given) terminal.say(`Password, shown only now: ${password}`);
      return 0;
    });
  },
});
