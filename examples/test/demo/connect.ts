import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Demo, DemoApi } from './start-demo.ts';
import { formsOf, type Page, Visitor } from './visitor.ts';

export function pkcePair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function userOf(api: DemoApi, tenant?: string) {
  const user = api.users.find((each) => tenant === undefined || each.tenant === tenant);
  assert.ok(user, 'the demo has somebody who can sign in');
  return user;
}

export function clientOf(api: DemoApi, kind: string, grantType = 'authorization_code', mode?: string) {
  const client = api.clients.find(
    (each) => each.kind === kind && each.grant_types.includes(grantType) && each.mode === mode,
  );
  assert.ok(client, `the demo has a ${kind} client for ${grantType}`);
  return client;
}

export function tokenOf(api: DemoApi, scope: string) {
  const token = api.tokens.find((each) => each.scope.split(' ').includes(scope));
  assert.ok(token, `the demo has a personal token with ${scope}`);
  return token;
}

/**
 * Goes where a client sends its user: signs in, consents (to the first resource, where some are to be chosen,
 * unless told which), and returns the address at the client where the visit ended.
 */
export async function consent(
  demo: Demo,
  url: string,
  user: { email: string; password: string },
  choose: { decision?: 'allow' | 'deny'; resources?: string[] } = {},
): Promise<URL> {
  const visitor = new Visitor(demo);
  const page = await visitor.signIn(await visitor.open(url), user);
  return new URL((await decide(visitor, page, choose)).url);
}

export async function decide(
  visitor: Visitor,
  page: Page,
  choose: { decision?: 'allow' | 'deny'; resources?: string[] } = {},
): Promise<Page> {
  if (page.status === 303) return page;
  const offered = formsOf(page)
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => name === 'resource')
    .map(({ value }) => value);
  const resource = choose.resources ?? offered.slice(0, 1);
  const after = await visitor.submit(page, {
    decision: choose.decision ?? 'allow',
    ...(offered.length > 0 ? { resource } : {}),
  });
  assert.equal(after.status, 303, `consent was not taken:\n${after.body}`);
  return after;
}
