import type { Api } from '../api.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { loadMasterKey } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { addressOf } from '../config/index.ts';
import { HOUR, systemClock } from '../lib/clock.ts';
import { removeEndpoint, replayEvents, rotateSecret, testEndpoint } from '../manage/webhooks/endpoint.ts';
import { ClientId, type WebhookEndpoint } from '../model/index.ts';
import type { Store } from '../store/store.ts';
import { openKeys } from '../tokens/keyring.ts';
import { API_OPTIONS, API_USAGE, type Command, readArgs } from './command.ts';
import { atTheTerminal, withStore } from './open-store.ts';
import { readTime } from './read-option.ts';
import { columns, type Terminal } from './terminal.ts';

const PAGE = 200;
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
    const { mode, port } = readEnvironment(terminal.env);
    const masterKey = await loadMasterKey(dataDir, terminal.env, mode);
    const { name: apiName, signing: algorithms } = config;
    const keys = await openKeys({ store, masterKey, apiName, clock: systemClock, algorithms });
    const address = addressOf(
      config,
      mode === 'production' ? { kind: 'public' } : { kind: 'localhost', port },
    );
    return work({ config, store, keys, clock: systemClock, address });
  });
}

export const webhookList: Command = {
  name: 'webhook list',
  summary: 'show endpoints, or what was sent to one',
  usage: `latchkey webhook list [<endpoint>] [--client <id>]

Without an endpoint: id, client, state, events, address. With one: its latest deliveries with the answers.
  --client <id>     only those of this client
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, client: { type: 'string' } } as const;
    const { values, positionals } = readArgs('webhook list', args, options, { least: 0, most: 1 });
    return withStore('read', values, terminal, async ({ store }) => {
      const [id] = positionals;
      if (id === undefined) await showEndpoints(store, values.client, terminal);
      else await showDeliveries(store, await existing(store, id), terminal);
      return 0;
    });
  },
};

export const webhookTest: Command = {
  name: 'webhook test',
  summary: 'send a test event now, and show the answer',
  usage: `latchkey webhook test <endpoint>

Sends webhook.test once. An endpoint that was disabled is served again when it takes it.
${API_USAGE}`,
  async run(args, terminal) {
    const { values, positionals } = readArgs('webhook test', args, API_OPTIONS, { least: 1, most: 1 });
    return withWebhooks('change', values, terminal, async (api) => {
      const endpoint = await existing(api.store, positionals[0] ?? '');
      const { answer, body, delivered, enabled } = await testEndpoint(api, endpoint, atTheTerminal);
      terminal.say(`answer  ${answer}${body ? `  ${body}` : ''}`);
      if (enabled)
        terminal.note('The endpoint is served again; latchkey webhook replay sends what it missed.');
      return delivered ? 0 : 1;
    });
  },
};

export const webhookReplay: Command = {
  name: 'webhook replay',
  summary: 'send the events of a span again',
  usage: `latchkey webhook replay <endpoint> --since <time> [--until <time>]

Events are kept for 30 days. Each keeps its id, so a receiver knows one that it has had.
  --since <time>    from then on, such as 2026-11-28, 2026-11-28T09:30:00Z or 24h (ago)
  --until <time>    before then (default: now)
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, since: { type: 'string' }, until: { type: 'string' } } as const;
    const { values, positionals } = readArgs('webhook replay', args, options, { least: 1, most: 1 });
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
};

export const webhookRotate: Command = {
  name: 'webhook rotate',
  summary: 'give an endpoint a new secret',
  usage: `latchkey webhook rotate <endpoint> [--overlap <hours>]

Prints the new secret once. Until the overlap ends, events carry a signature of each of the two.
  --overlap <hours> 0 to ${LONGEST_OVERLAP} (default: 24)
${API_USAGE}`,
  async run(args, terminal) {
    const options = { ...API_OPTIONS, overlap: { type: 'string', default: '24' } } as const;
    const { values, positionals } = readArgs('webhook rotate', args, options, { least: 1, most: 1 });
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
};

export const webhookRemove: Command = {
  name: 'webhook remove',
  summary: 'send nothing more to an endpoint',
  usage: `latchkey webhook remove <endpoint>

${API_USAGE}`,
  async run(args, terminal) {
    const { values, positionals } = readArgs('webhook remove', args, API_OPTIONS, { least: 1, most: 1 });
    return withStore('change', values, terminal, async ({ store }) => {
      const endpoint = await existing(store, positionals[0] ?? '');
      await removeEndpoint({ store }, endpoint, atTheTerminal);
      terminal.say(`Removed ${endpoint.id}.`);
      return 0;
    });
  },
};

async function showEndpoints(store: Store, clientId: string | undefined, terminal: Terminal): Promise<void> {
  for (let after = ''; ; ) {
    const page = await store.webhookEndpoints({
      ...(clientId === undefined ? {} : { clientId: ClientId(clientId) }),
      ...{ after, limit: PAGE },
    });
    const rows = page.map((endpoint) => [
      ...[endpoint.id, endpoint.clientId ?? '-', stateOf(endpoint)],
      ...[endpoint.events?.join(',') ?? 'all', endpoint.url],
    ]);
    for (const line of columns(rows)) terminal.say(line);
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? '';
  }
}

async function showDeliveries(store: Store, { id }: WebhookEndpoint, terminal: Terminal): Promise<void> {
  const page = await store.webhookDeliveries({ endpointId: id, before: null, limit: SHOWN_DELIVERIES });
  const rows = page.map(({ event, delivery }) => [
    ...[new Date(event.at).toISOString(), event.type, event.id, delivery.status],
    ...[`attempts ${delivery.attempts}`, delivery.answer ?? '-', delivery.body ?? ''],
  ]);
  for (const line of columns(rows)) terminal.say(line);
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
