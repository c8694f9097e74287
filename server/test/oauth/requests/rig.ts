import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { ApiDefinition } from '../../../src/config/index.ts';
import { MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { sha256 } from '../../../src/lib/compare.ts';
import type { Client } from '../../../src/model/index.ts';
import { secretRecord } from '../../acme/records.ts';
import { authorizePath, CALLBACK, client, openSite, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, type Page, type Visitor } from '../../pages/visitor.ts';

export const PREFIX = 'urn:ietf:params:oauth:request_uri:';
export const SECRET = 'the secret of the reporting server';
export const VERIFIER = 'a verifier that is long enough for RFC 7636'.replaceAll(' ', '-');

/** The parameters of every request here: a confidential client with its code challenge. */
export const GOOD: Record<string, string> = {
  client_id: 'server',
  response_type: 'code',
  redirect_uri: CALLBACK,
  scope: 'read',
  state: 'a state',
  code_challenge: sha256(VERIFIER),
  code_challenge_method: 'S256',
};

/** The same, and the user is asked whatever they allowed before. */
export const ASKING = { ...GOOD, prompt: 'consent' };

export const KEY = keyPair('first');
export const OTHER_KEY = keyPair('first');

/** A site with a client that has a secret, one that signs its requests, and one that has to push. */
export async function openRequestSite(
  options: { definition?: Partial<ApiDefinition>; clients?: Client[]; secure?: boolean } = {},
): Promise<Site> {
  const site = await openSite({
    ...options,
    clients: [
      confidential('signer', { jwks: { keys: [KEY.jwk] } }),
      confidential('must-sign', { jwks: { keys: [KEY.jwk] }, requiresSignedRequests: true }),
      confidential('must-push', { requiresPushedRequests: true }),
      ...(options.clients ?? []),
    ],
  });
  for (const id of ['server', 'signer', 'must-sign', 'must-push']) {
    const secret = secretRecord(id, SECRET);
    await site.api.store.addClientSecret(secret, site.clock.now(), []);
  }
  return site;
}

export function confidential(id: string, settings: Client['settings'] = {}): Client {
  return client({
    id,
    name: `The ${id}`,
    kind: 'confidential',
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    settings,
  });
}

/** Posts to the endpoint for pushed requests, authenticated by a secret in the body. */
export function push(site: Site, form: Record<string, string> | [string, string][]): Promise<Page> {
  return site.browser().post('/oauth/par', [...entries(form), ['client_secret', SECRET]]);
}

/** The `request_uri` of a request that has to be taken. */
export async function pushed(site: Site, form: Record<string, string> = ASKING): Promise<string> {
  const answer = await push(site, form);
  assert.equal(answer.status, 201, answer.text);
  return String(bodyOf(answer).request_uri);
}

export function pathOf(parameters: Record<string, string>): string {
  return `/oauth/authorize?${new URLSearchParams(parameters)}`;
}

export function pushedPath(uri: string, clientId = 'server'): string {
  return pathOf({ client_id: clientId, request_uri: uri });
}

export function plainPath(over: Record<string, string> = {}): string {
  return authorizePath({ ...GOOD, ...over });
}

/** Opens a consent page, follows redirects within the server, and decides. */
export async function decide(browser: Visitor, path: string, decision = 'allow'): Promise<Page> {
  const { page, at } = await open(browser, path);
  // Allowed before, or refused at once: there is nothing to decide.
  if (!page.text.includes('name="consent"')) return page;
  return browser.post(at, { ...consentFields(page), decision });
}

/** The page at which a request ends up, and where that is. */
export async function open(browser: Visitor, path: string): Promise<{ page: Page; at: string }> {
  let at = path;
  for (let hops = 0; hops < 3; hops++) {
    const page = await browser.get(at);
    if (!page.location?.startsWith('/')) return { page, at };
    at = page.location;
  }
  throw new Error(`${path} leads round in circles`);
}

export async function redeem(
  site: Site,
  answer: Page,
  over: Record<string, string> | [string, string][] = {},
): Promise<Page> {
  return site.browser().post('/oauth/token', [
    ...Object.entries({
      grant_type: 'authorization_code',
      code: codeIn(answer) ?? 'none',
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      client_id: 'server',
      client_secret: SECRET,
    }).filter(([name]) => !entries(over).some(([each]) => each === name)),
    ...entries(over),
  ]);
}

export async function introspect(site: Site, token: unknown): Promise<Record<string, unknown>> {
  const form = { token: String(token), client_id: 'server', client_secret: SECRET };
  return bodyOf(await site.browser().post('/oauth/introspect', form));
}

export function bodyOf(answer: Page): Record<string, unknown> {
  return JSON.parse(answer.text) as Record<string, unknown>;
}

/** Parameters that an answer sends to the client by redirect. */
export function sentBack(answer: Page): Record<string, string> {
  assert.equal(answer.status, 303, answer.text);
  const location = answer.location ?? '';
  assert.ok(location.startsWith(`${CALLBACK}?`), `goes to ${location}`);
  return Object.fromEntries(new URL(location).searchParams);
}

/** Asserts an error page without a redirect. */
export function assertPage(answer: Page, code: string): void {
  assert.equal(answer.status, 400, answer.text);
  assert.equal(answer.location, undefined);
  assert.match(answer.text, new RegExp(`Reference: <code>${code}</code>`));
}

/** Claims of a request object in order, for the client that signs. */
export function claims(site: Site, over: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(site.clock.now() / SECOND);
  return {
    ...GOOD,
    client_id: 'signer',
    iss: 'signer',
    aud: site.api.address.issuer,
    iat: now,
    nbf: now,
    exp: now + (5 * MINUTE) / SECOND,
    jti: sha256(`${Math.random()}`),
    ...over,
  };
}

export function requestObject(
  site: Site,
  over: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
  key: KeyObject = KEY.privateKey,
): string {
  const full = { alg: 'ES256', typ: 'oauth-authz-req+jwt', kid: 'first', ...header };
  const input = `${base64url(full)}.${base64url(claims(site, over))}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

export function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function jwtClaims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

function keyPair(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk: Record<string, unknown> = { ...publicKey.export({ format: 'jwk' }), kid };
  return { privateKey, publicKey, jwk };
}

function entries(form: Record<string, string> | [string, string][]): [string, string][] {
  return Array.isArray(form) ? form : Object.entries(form);
}
