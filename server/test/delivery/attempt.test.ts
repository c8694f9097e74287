import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { attempt } from '../../src/delivery/attempt.ts';
import { newSecretText } from '../../src/delivery/secret.ts';
import { ClientId, type WebhookEndpoint } from '../../src/model/index.ts';
import { deliveringWorld, receiver } from './world.ts';

const MESSAGE = {
  id: 'evt_1',
  body: '{"type":"webhook.test","timestamp":"2026-11-29T00:00:00.000Z","data":{}}',
};
const SECRET = newSecretText();

/** Writes until the other side has had enough. Returns how much it took by then. */
function flood(response: ServerResponse): Promise<number> {
  const block = Buffer.alloc(64 * 1024, 'x');
  let written = 0;
  return new Promise((resolve) => {
    const more = () => {
      while (!response.destroyed && written < 1024 ** 3) {
        written += block.length;
        if (!response.write(block)) return;
      }
    };
    response.on('drain', more);
    response.on('close', () => resolve(written));
    more();
  });
}

test('a message is signed for the library of Standard Webhooks, with its id and time', async (t) => {
  const world = await deliveringWorld(t);
  const { url, received } = await receiver(t);
  const outcome = await attempt(world.api, await world.endpoint({ url, secret: SECRET }), MESSAGE);
  assert.deepEqual(outcome, { delivered: true, answer: '200', body: 'thanks' });
  const [came] = received;
  assert.ok(came);
  assert.equal(came.headers['content-type'], 'application/json');
  assert.equal(came.headers['webhook-id'], 'evt_1');
  new Webhook(SECRET).verify(came.body, came.headers as Record<string, string>);
  assert.throws(() => new Webhook(newSecretText()).verify(came.body, came.headers as Record<string, string>));
});

/** For an outcome that is there at once, unless the machine is busy. */
const PATIENT = 30_000;

let taken = 0;
const RECEIVERS: [name: string, answer: RequestListener, outcome: [string, boolean, RegExp | null]][] = [
  [
    'answers 301',
    (_, response) => void response.writeHead(301, { location: 'http://127.0.0.1:1/' }).end(),
    ['301', false, /^$/],
  ],
  ['never answers', () => undefined, ['timed_out', false, null]],
  [
    'answers with something that is no HTTP',
    (request) => void request.socket.end('<<garbage>>\r\n\r\n'),
    ['unreachable', false, null],
  ],
  [
    'answers with bytes that are no text, and a secret',
    (_, response) =>
      void response
        .writeHead(500)
        .end(
          Buffer.concat([
            Buffer.from([0xff, 0x00, 0x1b, 0x5b]),
            Buffer.from(`key ${SECRET} pca_${'A'.repeat(50)} end`),
          ]),
        ),
    ['500', false, /^\ufffd \[key whsec_… pca_… end$/],
  ],
  [
    'answers 200 and goes on and on',
    (_, response) => void response.write('well'),
    ['timed_out', false, null],
  ],
  [
    'answers with a gigabyte',
    async (_, response) => {
      taken = await flood(response);
    },
    ['200', true, /^x{500}$/],
  ],
  ['closes at once', (request) => void request.socket.destroy(), ['unreachable', false, null]],
];

for (const [name, answer, [said, delivered, body]] of RECEIVERS) {
  test(`a receiver that ${name} is held to its limits, and its owner sees what it said`, async (t) => {
    const world = await deliveringWorld(t);
    const { url, received } = await receiver(t, answer);
    const timeoutMs = said === 'timed_out' ? 1_000 : PATIENT;
    const outcome = await attempt(world.api, await world.endpoint({ url }), MESSAGE, { timeoutMs });
    assert.deepEqual([outcome.answer, outcome.delivered], [said, delivered]);
    if (body === null) assert.equal(outcome.body, null);
    else assert.match(outcome.body ?? '', body);
    assert.equal(received.length, 1, 'and is not followed anywhere');
  });
}

test('of a gigabyte no more is taken than fits on the way', () => {
  assert.ok(taken > 64 * 1024 && taken < 32 * 1024 ** 2, `${taken} bytes`);
});

const NOT_REACHED: [url: string, resolved: string[] | null, answer: string][] = [
  ['http://hooks.example/', ['8.8.8.8'], 'url_not_https'],
  ['https://user:word@hooks.example/', ['8.8.8.8'], 'url_with_credentials'],
  ['https://hooks.example/', null, 'name_unknown'],
  ...[
    ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', 'ff02::1', '2002:7f00:1::'],
    ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::a00:1'],
  ].map((ip): [string, string[], string] => ['https://hooks.example/', [ip], 'address_not_public']),
  ['https://hooks.example/', ['8.8.8.8', '10.0.0.1'], 'address_not_public'],
  ['https://169.254.169.254/latest/meta-data', null, 'address_not_public'],
  ['https://[::ffff:10.0.0.1]/', null, 'address_not_public'],
  ['https://2130706433/', null, 'address_not_public'],
  ['https://localhost/', null, 'address_not_public'],
];

test('in production no address that is not public is connected to, whatever its name resolves to', async (t) => {
  const world = await deliveringWorld(t, { hosts: 'public' });
  for (const [url, resolved, answer] of NOT_REACHED) {
    const endpoint = await endpointAt(world, url);
    const resolve = async () => resolved ?? Promise.reject(new Error('unknown'));
    const outcome = await attempt(world.api, endpoint, MESSAGE, { resolve, timeoutMs: PATIENT });
    assert.deepEqual([outcome.answer, outcome.delivered], [answer, false], `${url} at ${resolved}`);
  }
});

test('a name is resolved anew for every attempt, and that address is the one connected to', async (t) => {
  const world = await deliveringWorld(t);
  const endpoint = await endpointAt(world, 'https://hooks.example/');
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  const resolve = async () => answers.shift() ?? [];
  const first = await attempt(world.api, endpoint, MESSAGE, { resolve, timeoutMs: PATIENT });
  assert.equal(first.answer, 'unreachable', 'nothing listens there, and nobody asked the resolver again');
  const second = await attempt(world.api, endpoint, MESSAGE, { resolve, timeoutMs: PATIENT });
  assert.equal(second.answer, 'address_not_public');
});

test('no variable of the environment leads a webhook through a proxy', async (t) => {
  const { url, received } = await receiver(t);
  const elsewhere = await receiver(t);
  const proxy = new URL(elsewhere.url).origin;
  const module = new URL('../../src/http/outbound.ts', import.meta.url).href;
  const options = { accept: [], maxBytes: 99, timeoutMs: 5_000, allowLoopback: true };
  const script = `import(${JSON.stringify(module)}).then((m) => m.fetchPublic(${JSON.stringify(url)}, ${JSON.stringify(options)}))`;
  const env = {
    ...process.env,
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    http_proxy: proxy,
  };
  const child = spawn(process.execPath, ['-e', script], { env, stdio: 'ignore' });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.deepEqual([received.length, elsewhere.received.length], [1, 0]);
});

test('a private address is for the API owner alone, where the configuration names it, and answers blindly', async (t) => {
  const definition = { webhooks: { privateRanges: ['127.0.0.0/8'] } };
  const world = await deliveringWorld(t, { definition, hosts: 'public' });
  const url = 'https://127.0.0.1:1/';
  const mine = await endpointAt(world, url);
  const owners = await endpointAt(world, url, null);
  assert.equal((await attempt(world.api, mine, MESSAGE)).answer, 'address_not_public');
  assert.equal((await attempt(world.api, owners, MESSAGE)).answer, 'unreachable');
  const local = await deliveringWorld(t, { definition });
  const { url: near } = await receiver(t);
  const shown = await attempt(local.api, await endpointAt(local, near, null), MESSAGE);
  assert.deepEqual(shown, { delivered: true, answer: '200', body: null });
});

test('a secret that was changed in the database sends nothing, and fails by itself', async (t) => {
  const world = await deliveringWorld(t);
  const { url, received } = await receiver(t);
  const endpoint = await world.endpoint({ url });
  const secrets = endpoint.secrets.map((secret) => ({ ...secret, id: 'whs_other' }));
  const outcome = await attempt(world.api, { ...endpoint, secrets }, MESSAGE);
  assert.deepEqual([outcome, received.length], [{ delivered: false, answer: 'unsendable', body: null }, 0]);
});

async function endpointAt(
  world: Awaited<ReturnType<typeof deliveringWorld>>,
  url: string,
  clientId: WebhookEndpoint['clientId'] = ClientId('platform'),
): Promise<WebhookEndpoint> {
  const endpoint = await world.endpoint({ url, clientId });
  await world.api.store.removeWebhookEndpoint(endpoint.id, []);
  return endpoint;
}
