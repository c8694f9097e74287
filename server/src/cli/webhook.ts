import type { Api } from '../api.ts';
import { servedAs } from '../config/addressing/last-served.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { loadMasterKeys } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { addressOf } from '../config/index.ts';
import { HOUR, systemClock } from '../lib/clock.ts';
import { removeEndpoint, replayEvents, rotateSecret, testEndpoint } from '../manage/webhooks/endpoint.ts';
import { ClientId, type WebhookEndpoint } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { keyringOf } from './open-keys.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { pages } from './pages.ts';
import { readTime } from './read-option.ts';
import type { Terminal } from './terminal.ts';

const SHOWN_DELIVERIES = 20;
const LONGEST_OVERLAP = 14 * 24;

type WebhookApi = Pick<Api, 'config' | 'store' | 'keys' | 'clock' | 'address'>;
type Where = { config?: string[] | undefined; data?: string | undefined };

/** Runs `work` on an API with its keys, which seal the secrets of endpoints. */
export function withWebhooks(
  opening: 'make' | 'change',
  values: Where,
  terminal: Terminal,
  work: (api: WebhookApi) => Promise<number>,
): Promise<number> {
  return withStore(opening, values, terminal, async ({ store, config, dataDir }) => {
    const { mode } = readEnvironment(terminal.env);
    const masterKey = await loadMasterKeys(dataDir, terminal.env, mode);
    const keys = await keyringOf({ store, config }, masterKey);
    const address = addressOf(config, await servedAs(dataDir, terminal.env));
    return work({ config, store, keys, clock: systemClock, address });
  });
}

export const webhookList = command({
  name: 'webhook list',
  summary: 'show endpoints, or what was sent to one',
  usage: `latchkey webhook list [<endpoint>] [--client <id>] [--json]

Without an endpoint: id, client, state, events, address. With one: its latest deliveries with the answers.
  --client <id>     only those of this client
${LIST_USAGE}
${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS, client: { type: 'string' } },
  positionals: { least: 0, most: 1 },
  async run({ values, positionals }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      const [id] = positionals;
      if (id === undefined) await showEndpoints(store, values, terminal);
      else await showDeliveries(store, await existing(store, id), values, terminal);
      return 0;
    });
  },
});

export const webhookTest = command({
  name: 'webhook test',
  summary: 'send a test event now, and show the answer',
  usage: `latchkey webhook test <endpoint>

Sends webhook.test once. An endpoint that was disabled is served again when it takes it.
${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    return withWebhooks('change', values, terminal, async (api) => {
      const endpoint = await existing(api.store, positionals[0] ?? '');
      const { answer, body, delivered, enabled } = await testEndpoint(api, endpoint, atTheTerminal);
      terminal.say(`answer  ${answer}${body ? `  ${body}` : ''}`);
      if (enabled)
        terminal.note('The endpoint is served again; latchkey webhook replay sends what it missed.');
      return delivered ? 0 : 1;
    });
  },
});

export const webhookReplay = command({
  name: 'webhook replay',
  summary: 'send the events of a span again',
  usage: `latchkey webhook replay <endpoint> --since <time> [--until <time>]

Events are kept for 30 days. Each keeps its id, so a receiver knows one that it has had.
  --since <time>    from then on, such as 2026-11-28, 2026-11-28T09:30:00Z or 24h (ago)
  --until <time>    before then (default: now)
${API_USAGE}`,
  options: { ...API_OPTIONS, since: { type: 'string' }, until: { type: 'string' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    if (values.since === undefined) throw new StartError('Name the beginning of the span: --since <time>.');
    const now = systemClock.now();
    const since = readTime('--since', values.since, now);
    const until = values.until === undefined ? now + 1 : readTime('--until', values.until, now);
    if (until <= since) throw new StartError('The span is empty: --until is not after --since.');
    return withStore('change', values, terminal, async ({ store }) => {
      const endpoint = await existing(store, positionals[0] ?? '');
      const outcome = await replayEvents(
        { store, clock: systemClock },
        endpoint,
        { since, until },
        atTheTerminal,
      );
      if (!outcome.ok) throw new StartError(NOT_REPLAYED[outcome.problem](endpoint.id));
      terminal.say(`${outcome.value} events are sent again.`);
      return 0;
    });
  },
});

export const webhookRotate = command({
  name: 'webhook rotate',
  summary: 'give an endpoint a new secret',
  usage: `latchkey webhook rotate <endpoint> [--overlap <hours>]

Prints the new secret once. Until the overlap ends, events carry a signature of each of the two.
  --overlap <hours> 0 to ${LONGEST_OVERLAP} (default: 24)
${API_USAGE}`,
  options: { ...API_OPTIONS, overlap: { type: 'string', default: '24' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const hours = /^\d{1,3}$/.test(values.overlap) ? Number(values.overlap) : Number.NaN;
    if (!(hours <= LONGEST_OVERLAP)) {
      throw new StartError(`--overlap ${values.overlap}: use whole hours from 0 to ${LONGEST_OVERLAP}.`);
    }
    return withWebhooks('change', values, terminal, async (api) => {
      const endpoint = await existing(api.store, positionals[0] ?? '');
      const secret = await rotateSecret(api, endpoint, hours * HOUR, atTheTerminal);
      if (secret === null) throw new StartError(`There is no endpoint ${endpoint.id}.`);
      terminal.say(`secret  ${secret}`);
      terminal.note('The secret is shown only now.');
      return 0;
    });
  },
});

export const webhookRemove = command({
  name: 'webhook remove',
  summary: 'send nothing more to an endpoint',
  usage: `latchkey webhook remove <endpoint>

${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    return withStore('change', values, terminal, async ({ store }) => {
      const endpoint = await existing(store, positionals[0] ?? '');
      await removeEndpoint({ store }, endpoint, atTheTerminal);
      terminal.say(`Removed ${endpoint.id}.`);
      return 0;
    });
  },
});

async function showEndpoints(
  store: Store,
  { client, json }: { client?: string | undefined; json: boolean },
  terminal: Terminal,
): Promise<void> {
  const whose = client === undefined ? {} : { clientId: ClientId(client) };
  const read = (after: string | null, limit: number) =>
    store.webhookEndpoints({ ...whose, after: after ?? '', limit });
  for await (const page of pages(read, ({ id }) => id)) {
    const rows = page.map((endpoint) => {
      const { id, clientId, events, url } = endpoint;
      return { id, clientId, state: stateOf(endpoint), events, url };
    });
    const cells = ({ id, clientId, state, events, url }: (typeof rows)[number]) => [
      ...[id, clientId, state, events?.join(',') ?? 'all', url],
    ];
    for (const line of listed(rows, json, cells)) terminal.say(line);
  }
}

async function showDeliveries(
  store: Store,
  { id }: WebhookEndpoint,
  { json }: { json: boolean },
  terminal: Terminal,
): Promise<void> {
  const page = await store.webhookDeliveries({ endpointId: id, before: null, limit: SHOWN_DELIVERIES });
  const rows = page.map(({ event, delivery }) => {
    const { status, attempts, answer, body } = delivery;
    return { at: event.at, type: event.type, id: event.id, status, attempts, answer, body };
  });
  const cells = ({ at, type, id, status, attempts, answer, body }: (typeof rows)[number]) => [
    ...[new Date(at).toISOString(), type, id, status, `attempts ${attempts}`, answer, body ?? ''],
  ];
  for (const line of listed(rows, json, cells)) terminal.say(line);
}

function stateOf({ disabledAt, failures }: WebhookEndpoint): string {
  if (disabledAt !== null) return 'disabled';
  return failures > 0 ? `failing (${failures})` : 'served';
}

const NOT_REPLAYED = {
  unknown: (id: string) => `There is no endpoint ${id}.`,
  disabled: (id: string) => `${id} is disabled: latchkey webhook test ${id} enables it once it answers.`,
};

async function existing(store: Store, id: string): Promise<WebhookEndpoint> {
  const endpoint = await store.webhookEndpoint(id);
  if (!endpoint) throw new StartError(`There is no endpoint ${id} (latchkey webhook list).`);
  return endpoint;
}
