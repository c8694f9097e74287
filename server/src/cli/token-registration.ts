import { StartError } from '../config/environment/start-error.ts';
import { DAY } from '../lib/clock.ts';
import { sha256 } from '../lib/compare.ts';
import { newToken } from '../tokens/format.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';

export const tokenRegistration = command({
  name: 'token registration',
  summary: 'make an initial access token, which lets its bearer register clients (RFC 7591)',
  usage: `latchkey token registration [--days <n>] [--clients <n>]

  --days <n>        how long it works (default: 30)
  --clients <n>     how many clients it may register, or any (default: 1)
${API_USAGE}`,
  options: {
    ...API_OPTIONS,
    days: { type: 'string', default: '30' },
    clients: { type: 'string', default: '1' },
  },
  async run({ values }, terminal) {
    const days = Number(values.days);
    if (!/^\d{1,4}$/.test(values.days) || days < 1)
      throw new StartError('--days has to be a number from 1 on.');
    const uses = values.clients === 'any' ? null : Number(values.clients);
    if (uses !== null && (!/^\d{1,6}$/.test(values.clients) || uses < 1))
      throw new StartError('--clients has to be a number from 1 on, or any.');
    return withStore('make', values, terminal, async ({ store, config }) => {
      if (config.registration !== 'initial-access-token') {
        terminal.note(
          `Registration of ${config.name} is ${config.registration}: the token makes no difference.`,
        );
      }
      const token = newToken('reg', 'live');
      const now = Date.now();
      const row = { hash: sha256(token), usesLeft: uses, createdAt: now, expiresAt: now + days * DAY };
      await store.addInitialAccessToken(row, [
        atTheTerminal('registration_token.created', { detail: { days, clients: values.clients } }),
      ]);
      terminal.say(token);
      terminal.note(`Shown only now; works until ${new Date(row.expiresAt).toISOString().slice(0, 10)}.`);
      return 0;
    });
  },
});
