import { request } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor, latchkey, type Process, shell, start } from '../cli/shell.ts';

export interface Answered {
  status: number;
  retryAfter: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects in it is what it checks
  body: any;
}

/** A shop that `latchkey init` made, served by a process of its own, with a client that gets tokens. */
export interface Shop {
  home: string;
  database: string;
  server: Process;
  type: ReturnType<typeof shell>;
  get(host: string, path: string, authorization?: string): Promise<Answered>;
  token(): Promise<Answered>;
  introspect(token: string): Promise<Answered>;
}

/**
 * @param disk where its data lies; without it, in its folder
 * @param serving further options of `latchkey serve`
 */
export async function openShop(t: TestContext, disk?: string, serving: string[] = []): Promise<Shop> {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const home = join(folder, 'shop');
  const data = disk ?? join(home, '.latchkey');
  const env = { LATCHKEY_MODE: 'development', LATCHKEY_DATA: data };
  const type = shell(home, env);
  const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
  const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
  const server = latchkey(t, ['serve', '--port', '0', ...serving], home, { ...env, UPSTREAM: upstream });
  const [, port = ''] = await server.says(/up on port (\d+)/);
  await type(['tenant', 'add', 'acme', '--name', 'Acme']);
  await type(['user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member']);
  const { out } = await type([
    ...['client', 'add', 'Robot', '--grant', 'client_credentials', '--scope', 'notes:read'],
    ...['--tenant', 'acme', '--acts-as', 'ann@acme.example'],
  ]);
  const [, client_id = '', client_secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];

  const ask = (host: string, path: string, headers: Record<string, string>, form?: Record<string, string>) =>
    new Promise<Answered>((resolve, reject) => {
      const sent = request(
        {
          ...{ host: '127.0.0.1', port, path, method: form ? 'POST' : 'GET', agent: false },
          headers: {
            ...headers,
            host: `${host}.shop.localhost:${port}`,
            ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          },
        },
        async (response) => {
          const text = (await response.setEncoding('utf8').toArray()).join('');
          const { statusCode: status = 0, headers: got } = response;
          const body = /json/.test(got['content-type'] ?? '') ? JSON.parse(text) : text;
          resolve({ status, retryAfter: got['retry-after'], body });
        },
      );
      sent.on('error', reject).end(form && new URLSearchParams(form).toString());
    });
  const post = (path: string, form: Record<string, string>) =>
    ask('accounts', path, {}, { client_id, client_secret, ...form });
  return {
    ...{ home, server, type },
    database: join(data, 'shop.sqlite'),
    get: (host, path, authorization) => ask(host, path, authorization ? { authorization } : {}),
    token: () => post('/oauth/token', { grant_type: 'client_credentials' }),
    introspect: (token) => post('/oauth/introspect', { token }),
  };
}
