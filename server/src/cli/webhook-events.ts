import { catalogue } from '../delivery/catalogue.ts';
import { EN } from '../words/en/index.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE } from './listing.ts';
import { loadConfig } from './load-config.ts';

export const webhookEvents = command({
  name: 'webhook events',
  summary: 'list the events that webhooks tell, with an example each',
  usage: `latchkey webhook events [--json]

${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    const { config } = await loadConfig(values.config, terminal.cwd);
    for (const { type, about, example } of catalogue({ config, words: EN })) {
      if (values.json) terminal.say(JSON.stringify({ type, about, example: JSON.parse(example) }));
      else terminal.say(`${type}\n  ${about}\n  ${example}\n`);
    }
    return 0;
  },
});
