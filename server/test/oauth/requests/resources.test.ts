import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Site } from '../../pages/site.ts';
import { codeIn, type Page, signedIn, type Visitor } from '../../pages/visitor.ts';
import {
  bodyOf,
  decide,
  GOOD,
  introspect,
  jwtClaims,
  openRequestSite,
  plainPath,
  push,
  pushedPath,
  redeem,
  requestObject,
  SECRET,
  sentBack,
} from './rig.ts';

/* Resource indicators (RFC 8707): where a token may be used is asked for, granted, narrowed, and never widened. */

let site: Site;
let ada: Visitor;
let live: string;
let sandbox: string;
before(async () => {
  site = await openRequestSite({ definition: { tokens: { plain: 'jwt' } } });
  ada = await signedIn(site);
  live = site.api.address.api;
  sandbox = live.replace('//api.', '//sandbox.');
});
after(() => site.close());

function both(path: string, ...resources: string[]): string {
  return `${path}${resources.map((each) => `&resource=${encodeURIComponent(each)}`).join('')}`;
}

/** Where a token may be used, by the token itself and by its introspection, which have to agree. */
async function audienceOf(answer: Page): Promise<unknown> {
  assert.equal(answer.status, 200, answer.text);
  const token = String(bodyOf(answer).access_token);
  const { aud } = await introspect(site, token);
  assert.deepEqual(aud, jwtClaims(token).aud);
  return aud;
}

const refresh = (answer: Page, ...resources: string[]) =>
  site
    .browser()
    .post('/oauth/token', [
      ['grant_type', 'refresh_token'],
      ['refresh_token', String(bodyOf(answer).refresh_token)],
      ['client_id', 'server'],
      ['client_secret', SECRET],
      ...resources.map((each): [string, string] => ['resource', each]),
    ]);

describe('resource indicators', () => {
  it('of the authorization request are where the token may be used', async () => {
    const answer = await decide(ada, both(plainPath(), live, `${sandbox}/`));
    assert.deepEqual(await audienceOf(await redeem(site, answer)), [live, sandbox]);
  });

  it('absent mean the whole API', async () => {
    assert.equal(await audienceOf(await redeem(site, await decide(ada, plainPath()))), live);
  });

  it('of the token request choose among them, for this token alone', async () => {
    const answer = await decide(ada, both(plainPath(), live, sandbox));
    const first = await redeem(site, answer, [['resource', sandbox]]);
    assert.deepEqual(await audienceOf(first), [sandbox]);
    const second = await refresh(first);
    assert.deepEqual(await audienceOf(second), [live, sandbox], 'the refresh token keeps what was granted');
    assert.deepEqual(await audienceOf(await refresh(second, live)), [live]);
  });

  it('can be pushed and signed, more than one', async () => {
    const form: [string, string][] = [...Object.entries(GOOD), ['resource', live], ['resource', sandbox]];
    const sent = await push(site, form);
    const answer = await decide(ada, pushedPath(String(bodyOf(sent).request_uri)));
    assert.deepEqual(await audienceOf(await redeem(site, answer)), [live, sandbox]);
    const request = requestObject(site, { resource: [sandbox] });
    const signed = bodyOf(await push(site, { client_id: 'signer', request }));
    const allowed = await decide(ada, pushedPath(String(signed.request_uri), 'signer'));
    const token = bodyOf(await redeem(site, allowed, { client_id: 'signer' }));
    assert.deepEqual(jwtClaims(String(token.access_token)).aud, [sandbox]);
  });

  it('beyond what was granted are invalid_target, and burn neither code nor refresh token', async () => {
    const answer = await decide(ada, both(plainPath(), live));
    for (const wider of [sandbox, 'https://other.example', 'nonsense', `${live}#x`]) {
      const refused = await redeem(site, answer, [['resource', wider]]);
      assert.equal(refused.status, 400);
      assert.equal(bodyOf(refused).error, 'invalid_target', wider);
    }
    const token = await redeem(site, answer);
    assert.deepEqual(await audienceOf(token), [live]);
    assert.equal(bodyOf(await refresh(token, sandbox)).error, 'invalid_target');
    assert.equal(bodyOf(await refresh(token, live, sandbox)).error, 'invalid_target');
    assert.equal((await refresh(token)).status, 200);
  });

  it("of somebody else's API are invalid_target at every door", async () => {
    for (const resource of [
      'https://other.example',
      `${live}.evil.example`,
      `${live}@evil.example`,
      `${live}#x`,
    ]) {
      assert.equal(sentBack(await ada.get(both(plainPath(), resource))).error, 'invalid_target', resource);
      assert.equal(sentBack(await ada.get(both(plainPath(), live, resource))).error, 'invalid_target');
      assert.equal(bodyOf(await push(site, { ...GOOD, resource })).error, 'invalid_target');
    }
  });

  it('work for a client itself', async () => {
    const ask = (resource: string) =>
      site.browser().post('/oauth/token', {
        grant_type: 'client_credentials',
        scope: 'read',
        client_id: 'signer',
        client_secret: SECRET,
        resource,
      });
    const token = String(bodyOf(await ask(sandbox)).access_token);
    const form = { token, client_id: 'signer', client_secret: SECRET };
    assert.deepEqual(bodyOf(await site.browser().post('/oauth/introspect', form)).aud, [sandbox]);
    assert.equal(bodyOf(await ask('https://other.example')).error, 'invalid_target');
  });

  it('empty count as absent', async () => {
    assert.ok(codeIn(await decide(ada, both(plainPath(), ''))));
  });
});
