import { addEndpoint, ClientId, eventWithoutRequest, inEnglish, openSecret } from 'latchkey/seed';
import { StartError } from 'latchkey/serve';
import type { Api } from 'latchkey/start';
import type { Platform } from './receiver.ts';
import type { DemoSeed } from './seed.ts';

/** A webhook endpoint whose receiver runs beside the demo. */
export interface DemoEndpoint {
  client_id: string;
  url: string;
  secret: string;
}

interface Planted {
  api: Api;
  seed: DemoSeed;
  secrets: { webhookSecret(clientId: string): string };
}

/** An endpoint of the demo; its port may be that of an earlier start. */
const OURS = /^http:\/\/127\.0\.0\.1:\d+\/webhooks\/[^/]+$/;

/** Returns what is served. Under real host names there are none, since a receiver has to use https at a public address there. */
export function endpointsOf({ api, seed, secrets }: Planted, port: number): DemoEndpoint[] {
  if (api.address.secure) return [];
  return (seed.receivers ?? []).map((client) => ({
    client_id: client,
    url: `http://127.0.0.1:${port}/webhooks/${client}`,
    secret: secrets.webhookSecret(client),
  }));
}

/** Returns the platforms that are told, each with its secret. */
export function platformsOf(planted: Planted, port: number): Platform[] {
  return endpointsOf(planted, port).map(({ client_id: clientId, secret }) => {
    const { name = clientId } = planted.seed.clients.find(({ id }) => id === clientId) ?? {};
    return { clientId, name, secret };
  });
}

/** Adds the endpoints of this start and removes those of an earlier one; endpoints that a person added stay as they are. */
export async function plantEndpoints(planted: Planted, port: number): Promise<void> {
  const { api } = planted;
  const { clock, store } = api;
  const row: Parameters<typeof addEndpoint>[2] = (kind, about) =>
    eventWithoutRequest(kind, clock.now(), about);
  const there = await store.webhookEndpoints({ after: '', limit: 1_000 });
  const ours = there.filter(({ url }) => OURS.test(url));
  const wanted = endpointsOf(planted, port);
  const isServed = (endpoint: (typeof ours)[number], { client_id, url, secret }: DemoEndpoint) => {
    const [newest] = endpoint.secrets;
    return (
      endpoint.clientId === client_id && endpoint.url === url && newest && openSecret(api, newest) === secret
    );
  };
  for (const endpoint of ours.filter((each) => !wanted.some((one) => isServed(each, one)))) {
    const { id, clientId } = endpoint;
    await store.removeWebhookEndpoint(id, [row('webhook.removed', { clientId, detail: { endpoint: id } })]);
  }
  for (const { client_id, url, secret } of wanted.filter(
    (one) => !ours.some((each) => isServed(each, one)),
  )) {
    const wish = { clientId: ClientId(client_id), url, events: [], ordered: true, secret };
    const added = await addEndpoint(api, wish, row);
    if (!added.ok)
      throw new StartError(
        `The receiver of ${client_id} cannot be told: ${Object.values(added.problem).map(inEnglish).join(' ')}`,
      );
  }
}
