import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Everything, openEverything, SECRET } from '../hostile/everything.ts';
import { compact, hmacBy, newKey, signedBy } from '../oauth/client-auth/signer.ts';
import { Visitor } from '../pages/visitor.ts';
import { allow, annsBrowser, assertRefused, authorizePath, brought, post, redeem } from './steps.ts';

/*
 * JWTs of this server, forged or used where they are not valid (RFC 8725 sections 2.7, 2.8 and 3.12): access
 * tokens at the API and at userinfo, ID tokens as hints.
 */

type Members = Record<string, unknown>;

const stranger = newKey('ES256', 'of-a-stranger');

let world: Everything;
let ann: Visitor;
let access = '';
let refresh = '';
let id = '';
/** A public key of the server. */
let published: Members;
before(async () => {
  world = await openEverything();
  ann = await annsBrowser(world);
  const { code } = brought(await allow(ann, authorizePath({ scope: 'openid read' })));
  const { json } = await redeem(world, code);
  access = String(json.access_token);
  refresh = String(json.refresh_token);
  id = String(json.id_token);
  const { keys } = JSON.parse((await ann.get('/.well-known/jwks.json')).text) as { keys: Members[] };
  published = keys.find(({ kid }) => kid === headerOf(access).kid) ?? assert.fail('its key is not published');
});
after(() => world.close());

const part = (jwt: string, index: number) =>
  JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString()) as Members;
const headerOf = (jwt: string) => part(jwt, 0);
const claimsOf = (jwt: string) => part(jwt, 1);

/** Forgeries of a JWT of this server, from all that an attacker knows. */
function forgeries(genuine: string): [what: string, jwt: string][] {
  const [header, claims] = [headerOf(genuine), claimsOf(genuine)];
  const [head, , signature] = genuine.split('.');
  const pem = createPublicKey({ key: published, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const more = Buffer.from(JSON.stringify({ ...claims, scope: 'read write openid' })).toString('base64url');
  const own = (over: Members) => signedBy(stranger, claims, { ...header, alg: 'ES256', ...over });
  return [
    ['alg none', compact({ ...header, alg: 'none' }, claims, () => Buffer.alloc(0))],
    [
      'alg none with its signature',
      `${compact({ ...header, alg: 'none' }, claims, () => Buffer.alloc(0))}${signature}`,
    ],
    ['more claims', `${head}.${more}.${signature}`],
    ['no signature', genuine.replace(/\.[^.]*$/, '.')],
    ['another signature', genuine.replace(/.{6}$/, 'AAAAAA')],
    ['the published key as HMAC secret', hmacBy(String(pem), claims, { ...header, alg: 'HS256' })],
    [
      'the published JWK as HMAC secret',
      hmacBy(JSON.stringify(published), claims, { ...header, alg: 'HS256' }),
    ],
    ['a stranger’s signature', own({})],
    ['a stranger’s key in jwk', own({ jwk: stranger.jwk, kid: stranger.kid })],
    ['a stranger’s key at jku', own({ jku: 'https://evil.example/jwks', kid: stranger.kid })],
    ['a kid that is a path', own({ kid: '../../../dev/null' })],
  ];
}

async function call(token: string) {
  return new Visitor(world.port, world.host).get('/things', { authorization: `Bearer ${token}` });
}

describe('an access token', () => {
  it('opens the API as it is', async () => {
    assert.equal((await call(access)).status, 200);
    assert.equal(headerOf(access).typ, 'at+jwt');
  });

  it('opens nothing when it is forged: not the API, not userinfo, not an exchange', async () => {
    for (const [what, forged] of forgeries(access)) {
      const { status, headers, text } = await call(forged);
      assert.equal(status, 401, what);
      assert.match(String(headers['www-authenticate']), /error="invalid_token"/, what);
      assert.match(String(headers['www-authenticate']), /resource_metadata="/, what);
      assert.match(String(headers['content-type']), /^application\/problem\+json/, what);
      assert.ok(!text.includes(forged.slice(0, 60)), what);

      const about = await ann.get('/oauth/userinfo', { authorization: `Bearer ${forged}` });
      assert.equal(about.status, 401, what);
      assert.match(String(about.headers['www-authenticate']), /error="invalid_token"/, what);

      const asking = { token: forged, client_id: 'app', client_secret: SECRET };
      const told = await post(world, asking, { path: '/oauth/introspect' });
      assert.deepEqual([told.status, told.json], [200, { active: false }], what);

      const exchange = await post(world, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: forged,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        actor_token: world.narrow,
        actor_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        client_id: 'app',
        client_secret: SECRET,
      });
      assertRefused(exchange, 400, 'invalid_request', what);
    }
  });

  it('is nothing else: an ID token, a refresh token and a code are none', async () => {
    const { code = '' } = brought(await allow(ann, authorizePath()));
    for (const token of [id, refresh, code, `${access}.`, ` ${access}x`]) {
      const { status, headers } = await call(token);
      assert.equal(status, 401);
      assert.match(String(headers['www-authenticate']), /error="invalid_token"/);
      const about = await ann.get('/oauth/userinfo', { authorization: `Bearer ${token}` });
      assert.equal(about.status, 401);
    }
    const inUrl = await new Visitor(world.port, world.host).get(`/things?access_token=${access}`);
    assert.equal(inUrl.status, 400);
    assert.ok(!inUrl.text.includes(access));
  });
});

describe('an ID token', () => {
  const out = (hint: string) => ann.get(`/oauth/logout?${new URLSearchParams({ id_token_hint: hint })}`);

  it('signs nobody out when it is forged, or when it is a JWT of another kind', async () => {
    const state = [...forgeries(id), ['an access token', access] as const, ['nothing', 'x.y.z'] as const];
    for (const [what, hint] of state) {
      const page = await out(hint);
      assert.deepEqual([page.status, page.location], [400, undefined], what);
      assert.ok(!page.text.includes(hint), what);
    }
    assert.equal((await ann.get('/account')).status, 200, 'still signed in');
  });

  it('hints at nobody when it is forged', async () => {
    for (const [what, hint] of [...forgeries(id), ['an access token', access] as const]) {
      const path = authorizePath({ scope: 'openid', prompt: 'none', id_token_hint: hint });
      const answer = brought(await ann.get(path));
      assert.deepEqual([answer.error, answer.code], ['invalid_request', undefined], what);
    }
  });

  it('is believed as it is', async () => {
    assert.equal((await out(id)).status, 303);
    assert.equal((await ann.get('/account')).status, 303, 'signed out');
  });
});
