import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type * as client from 'openid-client';
import type { ApiDefinition } from '../../src/config/index.ts';
import type { Client } from '../../src/model/index.ts';
import { challengeOf } from '../../src/rules/request/pkce.ts';
import { secretRecord } from '../acme/records.ts';
import { client as aClient, CALLBACK, openSite, type Site } from '../pages/site.ts';
import { codeIn, consentFields, PASSWORD, type Page, type Visitor } from '../pages/visitor.ts';

export const VERIFIER = 'dBjftJeZ4CVP-mBtmJGxzgqkmDkzbWNlLsOPabcdefg';
export const SECRET = 'the secret of a relying party';
export const SIGNED_OUT_AT = 'https://casebridge.example/signed-out';

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: Record<string, unknown>;
}

/** A site that people can sign in with, and the relying parties that they sign in to. */
export interface World extends Site {
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Reply>;
  /** The token request of `rp` for a code, or another of its requests. */
  token(form: Record<string, string>, clientId?: string): Promise<Reply>;
}

export function relyingParty(over: Partial<Omit<Client, 'id'>> & { id: string }): Client {
  return aClient({
    name: 'Casebridge',
    kind: 'confidential',
    scopes: ['read', 'openid', 'profile', 'email', 'offline_access'],
    ...over,
    settings: { postLogoutRedirectUris: [SIGNED_OUT_AT], ...over.settings },
  });
}

export async function openWorld(
  options: { definition?: Partial<ApiDefinition>; clients?: Client[] } = {},
): Promise<World> {
  const clients = [relyingParty({ id: 'rp' }), relyingParty({ id: 'other' }), ...(options.clients ?? [])];
  const site = await openSite({ definition: { signIn: true, ...options.definition }, clients });
  for (const each of clients.filter(({ kind }) => kind !== 'public')) {
    const createdAt = site.clock.now();
    await site.api.store.addClientSecret(secretRecord(each.id, SECRET, createdAt), createdAt, []);
  }
  const send: World['send'] = (method, path, headers = {}, body = '') =>
    new Promise((resolve, reject) => {
      const port = Number(new URL(site.origin).port);
      const outgoing = httpRequest(
        { host: '127.0.0.1', port, method, path, headers: { host: site.host, ...headers } },
        async (incoming) => {
          const chunks: Buffer[] = [];
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = /json/.test(incoming.headers['content-type'] ?? '');
          const { statusCode: status = 0, headers: received } = incoming;
          resolve({ status, headers: received, text, json: isJson ? JSON.parse(text) : {} });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return {
    ...site,
    send,
    token: (form, clientId = 'rp') =>
      send(
        'POST',
        '/oauth/token',
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams({ client_id: clientId, client_secret: SECRET, ...form }).toString(),
      ),
  };
}

/** Path and query of an authentication request. */
export function requestPath(over: Record<string, string> = {}): string {
  return `/oauth/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: 'rp',
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: challengeOf(VERIFIER),
    code_challenge_method: 'S256',
    ...over,
  })}`;
}

/** Goes to an address and does what the pages ask: sign in, allow. Ends at the redirect to the client. */
export async function follow({ clock }: Site, browser: Visitor, path: string, who = 'ada'): Promise<Page> {
  let page = await browser.get(path);
  let at = path;
  if (page.status === 200 && page.text.includes('name="password"')) {
    at = page.field('return_to');
    clock.turn(1);
    await browser.post('/sign-in', {
      form: page.field('form'),
      return_to: at,
      email: `${who}@harbour.example`,
      password: PASSWORD,
    });
    page = await browser.get(at);
  }
  if (page.status === 200 && page.text.includes('name="decision"')) {
    page = await browser.post(at, { ...consentFields(page), decision: 'allow' });
  }
  return page;
}

/** Signs a user in to a relying party, from the first page to the tokens. */
export async function signInTo(
  world: World,
  browser: Visitor,
  over: Record<string, string> = {},
  who = 'ada',
): Promise<Record<string, string>> {
  const code = codeIn(await follow(world, browser, requestPath(over), who));
  assert.ok(code, 'a code comes back');
  const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
  const reply = await world.token(form, over.client_id);
  assert.equal(reply.status, 200, reply.text);
  return reply.json as Record<string, string>;
}

/** The parameters with which an answer goes back to the client. */
export function answerOf(page: Page): URLSearchParams {
  assert.equal(page.status, 303, page.text.slice(0, 500));
  return new URL(page.location ?? '').searchParams;
}

export function claimsIn(jwt: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString('utf8'));
}

export function headerOf(jwt: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt?.split('.')[0] ?? '', 'base64url').toString('utf8'));
}

/** Lets openid-client reach the site, whatever host it asks for. */
export function through(world: World): client.CustomFetch {
  return async (address, options) => {
    const url = new URL(address);
    const body = options.body == null ? '' : await new Response(options.body as BodyInit).text();
    const headers = Object.fromEntries(new Headers(options.headers));
    const reply = await world.send(
      options.method,
      url.pathname + url.search,
      { ...headers, host: url.host },
      body,
    );
    const received = Object.entries(reply.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers: received });
  };
}
