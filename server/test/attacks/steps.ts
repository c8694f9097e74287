import assert from 'node:assert/strict';
import { request } from 'node:http';
import { challengeOf } from '../../src/rules/request/pkce.ts';
import { CALLBACK, type Everything, SECRET } from '../hostile/everything.ts';
import { consentFields, type Page, Visitor } from '../pages/visitor.ts';

export const VERIFIER = 'dBjftJeZ4CVP-mBtmJGxzgqkmDkzbWNlLsOPabcdefg';

export interface Reply {
  status: number;
  headers: Page['headers'];
  text: string;
  json: Record<string, unknown>;
}

/** Returns the path to which a client sends a user; `undefined` omits a parameter. */
export function authorizePath(over: Record<string, string | undefined> = {}): string {
  const asked = {
    client_id: 'app',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'read',
    state: 'a state',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    prompt: 'consent',
    ...over,
  };
  const sent = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/oauth/authorize?${new URLSearchParams(sent)}`;
}

/** A browser in which Ann is signed in. */
export async function annsBrowser(world: Everything): Promise<Visitor> {
  const browser = new Visitor(world.port, world.accounts);
  await browser.signIn('ann@acme.test');
  return browser;
}

/** Opens the link and allows what it asks. */
export async function allow(browser: Visitor, path: string): Promise<Page> {
  const page = await browser.get(path);
  if (!page.text.includes('name="consent"')) return page;
  return browser.post(path, { ...consentFields(page), decision: 'allow' });
}

/** Returns the parameters that a redirect brings to the client. */
export function brought({ status, location, text }: Page): Record<string, string> {
  assert.equal(status, 303, text);
  const url = new URL(location ?? '');
  assert.equal(url.origin + url.pathname, CALLBACK);
  return Object.fromEntries(url.searchParams);
}

/** Posts a form, to the token endpoint unless `path` names one of the issuer's. */
export async function post(
  world: Everything,
  form: Record<string, string>,
  { path = '/oauth/token', headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const host = path === '/oauth/token' ? world.host : world.accounts;
  const { status, headers: received, text } = await new Visitor(world.port, host).post(path, form, headers);
  return { status, headers: received, text, json: JSON.parse(text) as Record<string, unknown> };
}

export function register(world: Everything, metadata: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: world.port,
        method: 'POST',
        path: '/oauth/register',
        headers: { host: world.accounts, 'content-type': 'application/json' },
      },
      async (incoming) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const text = Buffer.concat(chunks).toString();
        const json = JSON.parse(text) as Record<string, unknown>;
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(metadata));
  });
}

/** The token request of `app` for a code. */
export function redeem(
  world: Everything,
  code: string | undefined,
  over: Record<string, string> = {},
): Promise<Reply> {
  return post(world, {
    grant_type: 'authorization_code',
    code: code ?? 'none',
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    client_id: 'app',
    client_secret: SECRET,
    ...over,
  });
}

/** Asserts that a refusal is JSON, not cacheable, and without a token. */
export function assertRefused(reply: Reply, status: number, error: string, why = ''): void {
  const context = `${why} ${reply.text}`;
  assert.deepEqual([reply.status, reply.json.error], [status, error], context);
  assert.match(String(reply.headers['content-type']), /^application\/json/, context);
  assert.equal(reply.headers['cache-control'], 'no-store', context);
  assert.ok(String(reply.json.error_description).length > 10, context);
  for (const member of ['access_token', 'refresh_token', 'id_token', 'client_id', 'request_uri']) {
    assert.equal(reply.json[member], undefined, context);
  }
}
