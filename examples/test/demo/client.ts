import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, request } from 'node:http';
import { consent } from './connect.ts';
import type { Demo, DemoApi } from './start-demo.ts';

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
  /** The body as JSON; empty when it is something else. */
  json: Record<string, unknown>;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** One request of a program to an address of the demo in localhost mode, on a connection of its own. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answered> {
  const { host, port, pathname, search } = new URL(url);
  const options = { host: '127.0.0.1', port, method, path: pathname + search, agent: false as const };
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, headers: { host, ...headers } }, async (answer) => {
      const bytes = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>));
      const text = bytes.toString();
      const isJson = /[/+]json\b/.test(answer.headers['content-type'] ?? '');
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        bytes,
        text,
        json: isJson ? JSON.parse(text) : {},
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Posts fields as a form, as OAuth endpoints want them. */
export function post(url: string, fields: Record<string, string>): Promise<Answered> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return send(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
}

export function bearer(token: unknown, more: Record<string, string> = {}): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...more };
}

/** The client credentials of every token request. */
export function credentials(client: DemoApi['clients'][number]): Record<string, string> {
  const { client_id, client_secret } = client;
  return client_secret === undefined ? { client_id } : { client_id, client_secret };
}

export interface Held {
  access_token: string;
  refresh_token: string;
  scope: string;
  connected_account_id: string;
  [name: string]: unknown;
}

/** Returns an authorization code, as it arrives at the client. */
export async function codeFor(
  demo: Demo,
  api: DemoApi,
  client: DemoApi['clients'][number],
  user: { email: string; password: string },
  parameters: Record<string, string>,
  choose: { resources?: string[] } = {},
): Promise<string> {
  const query = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    ...parameters,
  });
  const back = await consent(demo, `${api.authorization_endpoint}?${query}`, user, choose);
  const code = back.searchParams.get('code');
  assert.ok(code, `no code came back: ${back.search}`);
  return code;
}

/** A token response that succeeded. */
export async function tokens(api: DemoApi, fields: Record<string, string>): Promise<Held> {
  const answer = await post(api.token_endpoint, fields);
  assert.equal(answer.status, 200, answer.text);
  return answer.json as Held;
}

/** Lets a user connect a confidential client or platform, and exchanges the code. */
export async function connect(
  demo: Demo,
  api: DemoApi,
  client: DemoApi['clients'][number],
  user: { email: string; password: string },
  scope: string,
): Promise<Held> {
  const redirect_uri = client.redirect_uris[0] ?? '';
  const code = await codeFor(demo, api, client, user, { redirect_uri, scope });
  return tokens(api, { grant_type: 'authorization_code', code, redirect_uri, ...credentials(client) });
}

export function refresh(
  api: DemoApi,
  client: DemoApi['clients'][number],
  refreshToken: string,
): Promise<Answered> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return post(api.token_endpoint, { ...grant, ...credentials(client) });
}

/** A user of the demo by the part of the e-mail address before the @. */
export function person(api: DemoApi, name: string): DemoApi['users'][number] {
  const found = api.users.find(({ email }) => email.startsWith(`${name}@`));
  assert.ok(found, `the demo has no ${name}`);
  return found;
}

/** A personal token of the demo by its name. */
export function tokenNamed(api: DemoApi, name: string): string {
  const found = api.tokens.find((token) => token.name === name);
  assert.ok(found, `the demo has no token ${name}`);
  return found.token;
}

export function clientNamed(api: DemoApi, id: string): DemoApi['clients'][number] {
  const found = api.clients.find(({ client_id }) => client_id === id);
  assert.ok(found, `the demo has no client ${id}`);
  return found;
}
