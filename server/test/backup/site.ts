import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor, latchkey, type Process, type Said, shell, start } from '../cli/shell.ts';

export interface Answered {
  status: number;
  body: string;
}

/** A server of its own in a folder of its own, made by `latchkey init`, with one tenant, one member and one client. */
export interface Site {
  home: string;
  data: string;
  type(args: string[], input?: string): Promise<Said>;
  /** @param env further variables, such as a master key */
  serve(env?: NodeJS.ProcessEnv): Promise<Served>;
}

export interface Served {
  process: Process;
  /** Asks as curl does: by address, with the host name in the header. */
  ask(
    label: string,
    path: string,
    init?: { form?: Record<string, string>; token?: string },
  ): Promise<Answered>;
  /** A new token of the client, by its secret. */
  token(client: Robot): Promise<Answered>;
  stop(): Promise<void>;
}

export interface Robot {
  id: string;
  secret: string;
}

export const MEMBER = 'ann@acme.example';

export async function siteFor(t: TestContext): Promise<Site> {
  const folder = await folderFor(t);
  assert.equal((await shell(folder)(['init', 'book-shop'])).code, 0);
  const home = join(folder, 'book-shop');
  const type = shell(home);
  const serve: Site['serve'] = async (env = {}) => {
    const api = start(t, process.execPath, ['example-api.mjs'], { cwd: home, env: { PORT: '0' } });
    const [, upstream] = await api.says(/(http:\/\/127\.0\.0\.1:\d+)/);
    const server = latchkey(t, ['serve', '--port', '0'], home, { UPSTREAM: upstream, ...env });
    const [, port = ''] = await server.says(/up on port (\d+)/);
    const ask: Served['ask'] = (label, path, { form, token } = {}) =>
      asked(port, `${label}.book-shop.localhost`, path, form, token);
    return {
      process: server,
      ask,
      token: ({ id, secret }) =>
        ask('accounts', '/oauth/token', {
          form: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
        }),
      async stop() {
        server.child.kill('SIGTERM');
        await server.ended;
        api.child.kill('SIGKILL');
        await api.ended;
      },
    };
  };
  return { home, data: join(home, '.latchkey'), type, serve };
}

/** Adds a tenant with a member, and a client of its own for scripts. */
export async function peopled({ type }: Site): Promise<Robot & { password: string }> {
  await type(['tenant', 'add', 'acme', '--name', 'Acme Ltd']);
  const { out: person } = await type(['user', 'add', MEMBER, '--tenant', 'acme', '--role', 'member']);
  const [, password = ''] = /Password, shown only now: (\S+)/.exec(person) ?? [];
  return { ...(await robot({ type }, 'Robot')), password };
}

export async function robot({ type }: Pick<Site, 'type'>, name: string): Promise<Robot> {
  const { out } = await type([
    ...['client', 'add', name, '--grant', 'client_credentials', '--scope', 'notes:read'],
    ...['--tenant', 'acme', '--acts-as', MEMBER],
  ]);
  const [, id = '', secret = ''] = /client_id +(\S+)\nclient_secret +(\S+)/.exec(out) ?? [];
  assert.ok(id && secret, out);
  return { id, secret };
}

/** The access token in an answer that gave one. */
export function accessTokenIn({ status, body }: Answered): string {
  assert.equal(status, 200, body);
  return String(JSON.parse(body).access_token);
}

function asked(
  port: string,
  host: string,
  path: string,
  form: Record<string, string> | undefined,
  token: string | undefined,
): Promise<Answered> {
  const headers = {
    host: `${host}:${port}`,
    ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: form ? 'POST' : 'GET', headers },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    sent.on('error', reject).end(form ? new URLSearchParams(form).toString() : undefined);
  });
}
