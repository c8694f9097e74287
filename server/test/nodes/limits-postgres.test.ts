import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { startRedis } from '../../../scripts/redis.ts';
import { folderFor, latchkey, shell, start } from '../cli/shell.ts';
import { withoutRedis } from '../redis/server.ts';
import { postgresUrl, removesSchema, withoutPostgres } from '../store/postgres/server.ts';

const skip = (await withoutPostgres()) || withoutRedis;

test('two servers on one PostgreSQL and one Redis keep each limit as one, and share it out without Redis', {
  skip,
}, async (t) => {
  const name = `shop-${randomBytes(4).toString('hex')}`;
  const folder = await folderFor(t);
  await shell(folder)(['init', name]);
  const home = join(folder, name);
  const file = join(home, 'latchkey.config.ts');
  const written = await readFile(file, 'utf8');
  await writeFile(file, written.replace('calls: 1_200, per: 60', 'calls: 5, per: 86_400'));
  const redis = await startRedis();
  t.after(() => redis.stop());
  const env = {
    LATCHKEY_MODE: 'development',
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex'),
    LATCHKEY_DATABASE_URL: (await postgresUrl()) ?? '',
    LATCHKEY_REDIS_URL: redis.url,
    // A busy machine is no fault.
    LATCHKEY_REDIS_TIMEOUT: '5000',
    LATCHKEY_NODES: '2',
  };
  removesSchema(t, name);
  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
  const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  const serve = async (node: string) => {
    const more = { LATCHKEY_DATA: join(folder, node), UPSTREAM: upstream };
    const options = ['serve', '--port', '0', '--metrics-port', '0'];
    const server = latchkey(t, options, home, { ...env, ...more });
    const [, metrics = ''] = await server.says(/Metrics are at port (\d+)/);
    const [, port = ''] = await server.says(/up on port (\d+)/);
    return { port, metrics, server };
  };
  const nodes = [await serve('one'), await serve('two')] as const;

  const type = shell(home, env);
  await type(['tenant', 'add', 'acme', '--name', 'Acme']);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  const client = async () => {
    const { out } = await type([
      ...['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read'],
      ...['--tenant', 'acme', '--acts-as', 'ann@acme.example'],
    ]);
    const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];
    return { id, secret };
  };
  const token = async (node: { port: string }, { id, secret }: { id: string; secret: string }) => {
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
    return ask(node.port, `accounts.${name}`, '/oauth/token', {}, new URLSearchParams(form).toString());
  };
  /** Calls in turn at both, and returns how many were allowed. */
  const allowed = async (calls: number): Promise<number> => {
    const { access_token } = (await token(nodes[0], await client())).body;
    let sum = 0;
    for (let call = 0; call < calls; call++) {
      const { port } = nodes[call % 2 === 0 ? 0 : 1];
      const { status } = await ask(port, `api.${name}`, '/notes', {
        authorization: `Bearer ${access_token}`,
      });
      assert.ok(status === 200 || status === 429, `${status}`);
      if (status === 200) sum += 1;
    }
    return sum;
  };
  assert.equal(await allowed(8), 5);
  const robot = await client();
  const guesses = [];
  for (let guess = 0; guess < 14; guess++) {
    guesses.push((await token(nodes[guess % 2 === 0 ? 0 : 1], { ...robot, secret: 'guess' })).status);
  }
  assert.deepEqual(guesses, [...Array(10).fill(401), ...Array(4).fill(429)]);
  assert.equal((await token(nodes[1], robot)).status, 200, 'a secret of Latchkey’s own making');

  await redis.stop();
  // Two of five calls each, and one is left over.
  assert.equal(await allowed(8), 4);
  for (const { metrics, server } of nodes) {
    const { text } = await ask(metrics, '', '/metrics');
    assert.match(text, /^latchkey_redis_up\{?.*0$/m);
    assert.match(text, /^latchkey_counted_alone_total\{api="shop-\w+"\} [1-9]/m);
    assert.equal(server.written().match(/Redis cannot be used/g)?.length, 1);
  }
});

interface Answered {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the test checks what it expects in it
  body: any;
}

/** @param host before `.localhost`; empty for none */
function ask(
  port: string,
  host: string,
  path: string,
  headers: Record<string, string> = {},
  form?: string,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: '127.0.0.1', port, path, method: form ? 'POST' : 'GET', agent: false },
        headers: {
          ...headers,
          ...(host ? { host: `${host}.localhost:${port}` } : {}),
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        },
      },
      async (response) => {
        const text = (await response.setEncoding('utf8').toArray()).join('');
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        resolve({ status: response.statusCode ?? 0, text, body: isJson ? JSON.parse(text) : null });
      },
    );
    sent.on('error', reject).end(form);
  });
}
