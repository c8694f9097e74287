import { catalogue } from '../delivery/catalogue.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { loadConfig } from './load-config.ts';

export const webhookEvents: Command = {
  name: 'webhook events',
  summary: 'list the events that webhooks tell, with an example each',
  usage: `latchkey webhook events

${API_USAGE}`,
  async run(args, terminal) {
    const { values } = readArgs('webhook events', args, API_OPTIONS, { least: 0, most: 0 });
    const { config } = await loadConfig(values.config, terminal.cwd);
    for (const { type, about, example } of catalogue(config)) {
      terminal.say(`${type}\n  ${about}\n  ${example}\n`);
    }
    return 0;
  },
};
