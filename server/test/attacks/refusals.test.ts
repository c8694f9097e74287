import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CALLBACK, type Everything, openEverything, SECRET } from '../hostile/everything.ts';
import { type Page, Visitor } from '../pages/visitor.ts';
import { allow, annsBrowser, assertRefused, authorizePath, brought, post, redeem } from './steps.ts';

/*
 * Common mistakes of home-made servers, line by line, tried from the outside: status, headers and body. Where
 * a line has a folder of its own (proofs, pushed requests, assertions), further attempts are there.
 */

let world: Everything;
let ann: Visitor;
let api: Visitor;
before(async () => {
  world = await openEverything();
  ann = await annsBrowser(world);
  api = new Visitor(world.port, world.host);
});
after(() => world.close());

const APP = { client_id: 'app', client_secret: SECRET };
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

function assertErrorPage({ status, headers, location, text }: Page, reference: string): void {
  assert.deepEqual([status, location], [400, undefined], text);
  assert.match(String(headers['content-type']), /^text\/html/);
  assert.equal(headers['cache-control'], 'no-store');
  assert.match(text, new RegExp(`Reference: <code>${reference}</code>`));
}

describe('the authorization endpoint', () => {
  it('shows a page for what it cannot trust to belong together', async () => {
    for (const [over, more, reference] of [
      [{ client_id: 'nobody' }, '', 'unknown_client'],
      [{ client_id: undefined }, '', 'invalid_request'],
      [{ client_id: '' }, '', 'invalid_request'],
      [{}, '&client_id=spa', 'invalid_request'],
      [{ redirect_uri: 'https://evil.example/' }, '', 'invalid_redirect_uri'],
      [{ client_id: 'native', redirect_uri: undefined }, '', 'invalid_redirect_uri'],
      [{ client_id: 'native', redirect_uri: '' }, '', 'invalid_redirect_uri'],
    ] as const) {
      assertErrorPage(await ann.get(authorizePath(over) + more), reference);
    }
    assertErrorPage(await ann.get('/oauth/authorize?client_id=%ff'), 'invalid_request');
    assertErrorPage(await ann.get('/oauth/authorize'), 'invalid_request');
  });

  it('tells the client what else is wrong, with its state and who says so, by 303', async () => {
    for (const [over, more, error] of [
      [{ response_type: 'token' }, '', 'unsupported_response_type'],
      [{ response_type: 'code id_token' }, '', 'unsupported_response_type'],
      [{ response_type: undefined }, '', 'invalid_request'],
      [{ response_type: '' }, '', 'invalid_request'],
      [{ scope: 'nope' }, '', 'invalid_scope'],
      [{ scope: undefined }, '', 'invalid_scope'],
      [{ scope: 'read\u00a0write' }, '', 'invalid_scope'],
      [{}, '&scope=read', 'invalid_request'],
      [{}, '&code_challenge_method=S256', 'invalid_request'],
      [{ response_mode: 'fragment' }, '', 'invalid_request'],
      [
        { client_id: 'spa', code_challenge: undefined, code_challenge_method: undefined },
        '',
        'invalid_request',
      ],
      [{}, '&resource=https://other.example/', 'invalid_target'],
      [{}, '&authorization_details=[{"type":"nope"}]', 'invalid_authorization_details'],
      [{}, '&request=x', 'invalid_request_object'],
      [{ scope: 'openid' }, '&registration={}', 'registration_not_supported'],
      [{ prompt: 'none login' }, '', 'invalid_request'],
      [{ prompt: 'none' }, '', 'consent_required'],
    ] as const) {
      const state = 'a+b %26&=ü💥"\'<>';
      const page = await ann.get(authorizePath({ ...over, state }) + encodeURI(more));
      const answer = brought(page);
      assert.deepEqual(
        [answer.error, answer.state, answer.iss, answer.code],
        [error, state, world.api.address.issuer, undefined],
        more + JSON.stringify(over),
      );
      assert.match(String(answer.error_description), /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
      assert.equal(page.headers['cache-control'], 'no-store');
      assert.equal(page.headers['referrer-policy'], 'no-referrer');
    }
  });

  it('ignores what it does not know, counts empty as absent, and lets resource repeat', async () => {
    const base = new URL(world.api.address.api).href.replace(/\/$/, '');
    const twice = `&resource=${encodeURIComponent(base)}&resource=${encodeURIComponent(base)}`;
    for (const more of ['&unknown=1', '&request=&nonce=&prompt=', twice]) {
      const page = await ann.get(authorizePath({ prompt: undefined }) + more);
      assert.ok(page.status === 200 || brought(page).code, more);
    }
  });
});

describe('the token endpoint', () => {
  const code = async () => brought(await allow(ann, authorizePath())).code;

  it('takes POST alone, and nothing from the URL', async () => {
    const page = await api.get(
      `/oauth/token?${new URLSearchParams({ ...APP, grant_type: 'refresh_token' })}`,
    );
    assert.deepEqual([page.status, page.headers.allow], [405, 'POST']);
    assert.ok(!page.text.includes(SECRET));
    const inUrl = await api.post(`/oauth/token?${new URLSearchParams(APP)}`, { grant_type: 'refresh_token' });
    assert.equal(inUrl.status, 400);
    assert.equal(JSON.parse(inUrl.text).error, 'invalid_request');
    assert.ok(!inUrl.text.includes(SECRET));
  });

  it('refuses two ways to authenticate, and no way', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'x' };
    assertRefused(
      await post(world, { ...form, ...APP }, { headers: basic('app', SECRET) }),
      400,
      'invalid_request',
    );
    assertRefused(await post(world, form), 401, 'invalid_client');
    assertRefused(await post(world, { ...form, client_id: 'app' }), 401, 'invalid_client');
    const other = await post(world, { ...form, client_id: 'spa' }, { headers: basic('app', SECRET) });
    assertRefused(other, 400, 'invalid_request');
  });

  it('answers a failed Basic with 401 and its challenge, and echoes nothing', async () => {
    for (const headers of [basic('app', 'wrong'), basic('nobody', SECRET), { authorization: 'Basic !' }]) {
      const reply = await post(world, { grant_type: 'refresh_token', refresh_token: 'x' }, { headers });
      assertRefused(reply, 401, 'invalid_client');
      assert.match(String(reply.headers['www-authenticate']), /^Basic realm="/);
      assert.ok(!reply.text.includes(SECRET) && !reply.text.includes('nobody'));
    }
  });

  it('tells a grant that does not exist from one that this client may not use', async () => {
    assertRefused(await post(world, { ...APP, grant_type: 'password' }), 400, 'unsupported_grant_type');
    assertRefused(
      await post(world, { ...APP, grant_type: 'client_credentials' }),
      400,
      'unauthorized_client',
    );
    const spa = { client_id: 'spa', grant_type: 'client_credentials' };
    assertRefused(await post(world, spa), 400, 'unauthorized_client');
    assertRefused(await post(world, APP), 400, 'invalid_request');
    assertRefused(await post(world, { ...APP, grant_type: 'refresh_token' }), 400, 'invalid_request');
  });

  it('gives N parallel redemptions one success', async () => {
    const shared = await code();
    const replies = await Promise.all(Array.from({ length: 20 }, () => redeem(world, shared)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    for (const reply of replies.filter(({ status }) => status !== 200))
      assertRefused(reply, 400, 'invalid_grant');
  });

  it('widens nothing on refresh', async () => {
    const { json } = await redeem(world, await code());
    const form = { ...APP, grant_type: 'refresh_token', refresh_token: String(json.refresh_token) };
    assertRefused(await post(world, { ...form, scope: 'read write' }), 400, 'invalid_scope');
    const other = { ...form, client_id: 'spa', client_secret: '' };
    assertRefused(await post(world, other), 400, 'invalid_grant');
    assert.equal((await post(world, form)).status, 200, 'and none of it used the token up');
  });
});

describe('the API', () => {
  it('asks for a token without an error, and names where to learn how to get one', async () => {
    const { status, headers, text } = await api.get('/things');
    assert.equal(status, 401);
    const challenge = String(headers['www-authenticate']);
    assert.match(challenge, /^Bearer /);
    assert.ok(!challenge.includes('error='), challenge);
    assert.match(challenge, /resource_metadata="http[^"]+\/\.well-known\/oauth-protected-resource"/);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.ok(JSON.parse(text).code);
  });

  it('names the scopes that a token lacks', async () => {
    const { status, headers, text } = await api.get('/things', { authorization: `Bearer ${world.narrow}` });
    assert.equal(status, 403);
    const challenge = String(headers['www-authenticate']);
    assert.match(challenge, /error="insufficient_scope"/);
    assert.match(challenge, /scope="read"/);
    assert.match(challenge, /resource_metadata="/);
    assert.equal(JSON.parse(text).code, 'insufficient_scope');
    assert.ok(!text.includes(world.narrow));
  });

  it('takes a token from the header alone, once, and a bound one not as Bearer', async () => {
    const token = `Bearer ${world.narrow}`;
    assert.equal((await api.get(`/things?access_token=${world.narrow}`)).status, 400);
    assert.equal((await api.post('/things', { access_token: world.narrow })).status, 401);
    assert.equal((await api.get('/things', { authorization: `${token}, ${token}` })).status, 401);
    assert.equal((await api.get('/things', { authorization: world.narrow })).status, 401);
    assert.equal((await api.get('/things', { authorization: `DPoP ${world.narrow}` })).status, 401);
  });
});

describe('the rest', () => {
  it('revoking an unknown token answers 200; revoking a refresh token ends its access tokens', async () => {
    const path = '/oauth/revoke';
    const revoke = (token: string, form: Record<string, string> = APP) =>
      new Visitor(world.port, world.accounts).post(path, { token, ...form });
    assert.equal((await revoke('unknown')).status, 200);
    const stranger = await revoke('unknown', { client_id: 'app', client_secret: 'wrong' });
    assert.deepEqual([stranger.status, JSON.parse(stranger.text).error], [401, 'invalid_client']);

    const { json } = await redeem(world, brought(await allow(ann, authorizePath())).code);
    const [access, refresh] = [String(json.access_token), String(json.refresh_token)];
    assert.equal((await revoke(refresh, { client_id: 'spa' })).status, 200, 'of another client: as unknown');
    assert.equal((await api.get('/things', { authorization: `Bearer ${access}` })).status, 200);
    assert.equal((await revoke(refresh)).status, 200);
    assert.equal((await api.get('/things', { authorization: `Bearer ${access}` })).status, 401);
  });

  it('introspection is for clients that prove themselves; a stranger’s token is not active', async () => {
    const path = '/oauth/introspect';
    assertRefused(await post(world, { token: world.narrow }, { path }), 401, 'invalid_client');
    assertRefused(
      await post(world, { token: world.narrow, client_id: 'spa' }, { path }),
      401,
      'invalid_client',
    );
    const told = await post(world, { token: world.narrow, ...APP }, { path });
    assert.deepEqual([told.status, told.json], [200, { active: false }]);
    assert.equal(told.headers['cache-control'], 'no-store');
  });

  it('metadata says exactly its issuer, at its address, and pushed requests are short-lived', async () => {
    const { issuer } = world.api.address;
    for (const name of ['oauth-authorization-server', 'openid-configuration']) {
      const page = await ann.get(`/.well-known/${name}`);
      assert.equal(JSON.parse(page.text).issuer, issuer);
      assert.match(String(page.headers['content-type']), /^application\/json/);
    }
    const form = {
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'read',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      ...APP,
    };
    const pushed = await post(world, form, { path: '/oauth/par' });
    assert.equal(pushed.status, 201);
    assert.ok(Number(pushed.json.expires_in) < 600);
    const query = new URLSearchParams({ client_id: 'spa', request_uri: String(pushed.json.request_uri) });
    const stolen = await ann.get(`/oauth/authorize?${query}`);
    assert.deepEqual([stolen.status, stolen.location], [400, undefined], 'of another client');
  });
});
