import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { withStore } from './open-store.ts';

export const clockConfirm: Command = {
  name: 'clock confirm',
  summary: 'say that the clock is right after it leapt, so that what is old is removed again',
  usage: `latchkey clock confirm [--config <file>] [--data <folder>]

After the clock leapt, a server removes nothing until it has gone evenly for an hour. This says at once that it is right;
a server that runs hears of it within a minute.
${API_USAGE}`,
  async run(args, terminal) {
    const { values } = readArgs('clock confirm', args, API_OPTIONS, { least: 0, most: 0 });
    return withStore('change', values, terminal, async ({ store }) => {
      const now = Date.now();
      await store.believeTime(now);
      terminal.say(`It is ${new Date(now).toISOString()}.`);
      return 0;
    });
  },
};
