import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type ApiDefinition, addressOf } from '../../src/config/index.ts';
import { newSecretText, sealSecret } from '../../src/delivery/secret.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { TenantId, type WebhookEndpoint } from '../../src/model/index.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme } from '../oauth/acme.ts';
import { webhookEndpoint } from '../store/cases/webhooks.ts';
import { approved, type Begun, event, folder, seed } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver on this machine: what came, and a promise of the next thing that comes. */
export async function receiver(
  t: TestContext,
  answer: RequestListener = (_request, response) => void response.end('thanks'),
) {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    for (const look of waiting) look();
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    /** Resolves when `enough` says so of what came. */
    until: (enough: (all: Received[]) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!enough(received)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** An API with a database and keys, as far as delivery looks at it. Its clock can be moved on. */
export async function deliveringWorld(
  t: TestContext,
  {
    definition = {},
    hosts = 'localhost',
  }: { definition?: Partial<ApiDefinition>; hosts?: 'localhost' | 'public' } = {},
) {
  const files = folder();
  let ahead = 0;
  // The libraries of receivers look at the real time.
  const clock = { now: () => Date.now() + ahead };
  const file = files.path('hooks.db');
  const store = await openNewStore(file, { clock, synchronous: 'NORMAL' });
  await store.seedOnce(seed());
  const config = acme(definition);
  const keys = await openKeys({ store, masterKey: randomBytes(32), apiName: config.name, clock });
  const address = addressOf(
    config,
    hosts === 'public' ? { kind: 'public' } : { kind: 'localhost', port: 4000 },
  );
  const api = {
    config,
    store,
    keys,
    clock,
    address,
    log: createLogger({ level: 'silent' }),
    runtime: newRuntime(),
  };
  t.after(async () => {
    await store.close();
    files.remove();
  });
  return {
    api,
    file,
    later: (milliseconds: number) => {
      ahead += milliseconds;
    },
    async endpoint(over: Partial<WebhookEndpoint> & { secret?: string }): Promise<WebhookEndpoint> {
      const { secret = newSecretText(), ...rest } = over;
      const endpoint = webhookEndpoint({ secrets: [sealSecret(api, secret)], ...rest });
      await store.addWebhookEndpoint(endpoint, 10, []);
      return endpoint;
    },
    connect: (over: Parameters<typeof approved>[1] = {}) => approved(store, { now: clock.now(), ...over }),
    suspend: ({ grantId, connectedAccountId }: Begun, suspended: boolean) =>
      store.suspendGrant({
        ...{ grantId, tenantId: TenantId('org_a'), suspended, now: clock.now() },
        audit: [
          event('authorization.changed', {
            ...{ at: clock.now(), grantId, connectedAccountId, detail: { suspended } },
          }),
        ],
      }),
  };
}
