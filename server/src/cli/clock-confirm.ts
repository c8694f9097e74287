import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { withStore } from './open-store.ts';

export const clockConfirm = command({
  name: 'clock confirm',
  summary: 'say that the clock is right after it leapt, so that what is old is removed again',
  usage: `latchkey clock confirm [--config <file>] [--data <folder>]

After the clock leapt, a server removes nothing until it has gone evenly for an hour. This says at once that it is right;
a server that runs hears of it within a minute.
${API_USAGE}`,
  options: API_OPTIONS,
  async run({ values }, terminal) {
    return withStore('change', values, terminal, async ({ store }) => {
      const now = await store.databaseTime();
      await store.believeTime(now);
      terminal.say(`It is ${new Date(now).toISOString()}.`);
      return 0;
    });
  },
});
