import { StartError } from '../config/environment/start-error.ts';
import { addEndpoint } from '../manage/webhooks/endpoint.ts';
import { ClientId } from '../model/index.ts';
import { inEnglish } from '../words/sentence.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { atTheTerminal } from './open-store.ts';
import { withWebhooks } from './webhook.ts';

const OPTIONS = {
  ...API_OPTIONS,
  client: { type: 'string' },
  url: { type: 'string' },
  event: { type: 'string', multiple: true, default: [] as string[] },
  ordered: { type: 'boolean', default: false },
  'secret-stdin': { type: 'boolean', default: false },
} as const;

/** A secret that is longer is none; reading ends there. */
const MOST_TYPED = 1_000;

export const webhookAdd = command({
  name: 'webhook add',
  summary: 'send events to an address',
  usage: `latchkey webhook add --client <id> --url <url> [--event <name> …]

Prints the endpoint's id and, once, the secret with which a receiver verifies what it gets.
  --client <id>     whose events; without it, those of every client, for the API's owner
  --url <url>       where to: https, at a public address (in development also this machine)
  --event <name>    only this event; may be repeated (default: all; latchkey webhook events lists them)
  --ordered         one event of a connected account after the other; later ones wait for one that fails
  --secret-stdin    a secret of your own from standard input: whsec_ and base64, 24 to 64 bytes
${API_USAGE}`,
  options: OPTIONS,
  async run({ values }, terminal) {
    const { url, ordered } = values;
    if (url === undefined) throw new StartError('Name the address: --url https://….');
    return withWebhooks('make', values, terminal, async (api) => {
      const given = values['secret-stdin'] ? { secret: await readSecret(terminal.input) } : {};
      const wish = {
        clientId: values.client === undefined ? null : ClientId(values.client),
        url,
        events: values.event,
        ordered,
        ...given,
      };
      const added = await addEndpoint(api, wish, atTheTerminal);
      if (!added.ok) throw new StartError(Object.values(added.problem).map(inEnglish).join(' '));
      terminal.say(`id      ${added.value.endpoint.id}`);
      terminal.say(`secret  ${added.value.secret}`);
      terminal.note('The secret is shown only now.');
      return 0;
    });
  },
});

async function readSecret(input: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.length > MOST_TYPED) break;
  }
  return text.trim();
}
