import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { sha256 } from '../../../../src/lib/compare.ts';
import { type AccessToken, ClientId, GrantId, TenantId, UserId } from '../../../../src/model/index.ts';
import { storedHash } from '../../../../src/tokens/format.ts';
import { API, SANDBOX } from '../../acme.ts';
import { by, type Served, serveOAuth } from '../../serve.ts';
import { ACCESS_TOKEN, exchange, introspect, serveAgents, TOKEN_EXCHANGE, tokensOf } from './agents.ts';

let served: Served;
before(async () => {
  served = await serveAgents();
});
after(() => served.close());

const stored = async (token: unknown) =>
  (await served.api.store.accessToken(storedHash(String(token))))?.token;

describe('an exchange', () => {
  it('gives a token of the agent for the user, which says who acts, and nothing to refresh', async () => {
    const { access } = await tokensOf(served);
    const { status, headers, json, text } = await exchange(served, access, { scope: 'read' });
    assert.equal(status, 200, text);
    assert.equal(headers['cache-control'], 'no-store');
    assert.deepEqual(Object.keys(json).sort(), [
      'access_token',
      'expires_in',
      'issued_token_type',
      'scope',
      'token_type',
    ]);
    assert.deepEqual([json.issued_token_type, json.token_type, json.scope], [ACCESS_TOKEN, 'Bearer', 'read']);
    const token = await stored(json.access_token);
    assert.deepEqual([token?.clientId, token?.userId, token?.tenantId], ['agent', 'usr_ann', 'org_a']);
    assert.deepEqual(token?.actors, ['agent']);
    const seen = await introspect(served, json.access_token, 'agent');
    assert.deepEqual([seen.active, seen.sub, seen.act], [true, 'usr_ann', { sub: 'agent' }]);
    assert.deepEqual(await introspect(served, json.access_token, 'web'), { active: false });
  });

  it('takes over what of the scope the agent may have at all', async () => {
    const { access } = await tokensOf(served, { scopes: ['read', 'write:cases', 'write'] });
    const { json } = await exchange(served, access);
    assert.equal(json.scope, 'read write:cases');
  });

  it('gives no more than the user has left of the grant', async () => {
    const { access } = await tokensOf(served, { scopes: ['read', 'write:cases'] });
    const { store, clock } = served.api;
    const token = await stored(access);
    assert.ok(token?.grantId && token.tenantId);
    const { grantId, tenantId } = token;
    const left = { grantId, tenantId, scopes: ['read'], resources: null, now: clock.now(), audit: [] };
    assert.equal(await store.shrinkGrant(left), 'changed');
    assert.equal((await exchange(served, access)).json.scope, 'read');
    assert.equal((await exchange(served, access, { scope: 'write:cases' })).json.error, 'invalid_scope');
  });

  it('never outlives the token that it was given for', async () => {
    const { access } = await tokensOf(served);
    served.later(3_000_000);
    const { json } = await exchange(served, access, { scope: 'read' });
    assert.equal(json.expires_in, 600);
    assert.equal((await stored(json.access_token))?.expiresAt, (await stored(access))?.expiresAt);
  });

  it('names everybody in a chain, the last first, and shows it in a JWT', async () => {
    const jwts = await serveAgents({ tokens: { plain: 'jwt' } });
    const { access } = await tokensOf(jwts);
    const first = await exchange(jwts, access, { scope: 'read' });
    const second = await exchange(jwts, String(first.json.access_token), {
      client_id: 'second',
      scope: 'read:cases',
    });
    const claims = decodeJwt(String(second.json.access_token));
    assert.equal(claims.sub, 'usr_ann');
    assert.equal(claims.client_id, 'second');
    assert.deepEqual(claims.act, { sub: 'second', act: { sub: 'agent' } });
    const seen = await introspect(jwts, second.json.access_token, 'second');
    assert.deepEqual(seen.act, claims.act);
    await jwts.close();
  });

  it('names whom an actor token is about', async () => {
    const { access } = await tokensOf(served);
    const own = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('agent') });
    const actor = { actor_token: String(own.json.access_token), actor_token_type: ACCESS_TOKEN };
    const { json } = await exchange(served, access, { scope: 'read', ...actor });
    assert.deepEqual((await stored(json.access_token))?.actors, ['agent']);
  });

  it('keeps the connected account of a platform, with an opaque connected token', async () => {
    const { access } = await tokensOf(served, { clientId: 'platform' });
    const { json } = await exchange(served, access, { scope: 'read' });
    assert.match(String(json.access_token), /^pca_/);
    assert.match(String(json.connected_account_id), /^conn_/);
    assert.equal((await stored(json.access_token))?.kind, 'connected');
  });

  it('narrows the resources, by resource and by audience', async () => {
    const { access } = await tokensOf(served);
    for (const name of ['resource', 'audience']) {
      const { json } = await exchange(served, access, { scope: 'read', [name]: `https://${API}` });
      assert.deepEqual((await stored(json.access_token))?.audience, [`https://${API}`]);
    }
  });

  it('leaves a row that names client, user, actors and whose token it was', async () => {
    const { access } = await tokensOf(served);
    await exchange(served, access, { scope: 'read' });
    const [row] = await served.rows('token.issued');
    assert.deepEqual([row?.clientId, row?.userId, row?.tenantId], ['agent', 'usr_ann', 'org_a']);
    assert.deepEqual(row?.detail, { scopes: ['read'], actors: ['agent'], exchangedFrom: 'web' });
  });

  it('is off unless the configuration names somebody', async () => {
    const off = await serveOAuth();
    const { status, json } = await exchange(off, 'x', { client_id: 'web' });
    assert.deepEqual([status, json.error], [400, 'unsupported_grant_type']);
    const path = '/.well-known/oauth-authorization-server';
    const supported = async (at: Served) =>
      (await at.call({ method: 'GET', host: 'accounts.acme.test', path, headers: {}, body: '' })).json
        .grant_types_supported as string[];
    assert.equal((await supported(off)).includes(TOKEN_EXCHANGE), false);
    assert.equal((await supported(served)).includes(TOKEN_EXCHANGE), true);
    await off.close();
  });
});

describe('an exchanged token ends', () => {
  const ends: [string, (tokens: { access: string; refresh: string }) => Promise<unknown>][] = [
    [
      'with the refresh token of the subject',
      ({ refresh }) => served.post({ token: refresh, ...by('web') }, { path: '/oauth/revoke' }),
    ],
    [
      'with the authorization of the user',
      async () => {
        const grant = await served.api.store.grantFor(ClientId('web'), UserId('usr_ann'), TenantId('org_a'));
        const now = served.api.clock.now();
        await served.api.store.revokeGrant({
          grantId: grant?.id ?? GrantId(''),
          tenantId: TenantId('org_a'),
          now,
          audit: [],
        });
      },
    ],
  ];
  for (const [what, end] of ends) {
    it(what, async () => {
      const tokens = await tokensOf(served);
      const { json } = await exchange(served, tokens.access, { scope: 'read' });
      assert.equal((await introspect(served, json.access_token, 'agent')).active, true);
      await end(tokens);
      assert.deepEqual(await introspect(served, json.access_token, 'agent'), { active: false });
      const again = await exchange(served, tokens.access, { scope: 'read' });
      assert.deepEqual([again.status, again.json.error], [400, 'invalid_request']);
    });
  }

  it('on its own when the agent revokes it, and the subject goes on', async () => {
    const { access } = await tokensOf(served);
    const { json } = await exchange(served, access, { scope: 'read' });
    await served.post({ token: String(json.access_token), ...by('agent') }, { path: '/oauth/revoke' });
    assert.deepEqual(await introspect(served, json.access_token, 'agent'), { active: false });
    assert.equal((await introspect(served, access, 'web')).active, true);
  });
});

describe('an exchange is refused', () => {
  const cases: [string, Record<string, string>, number, string][] = [
    ['that widens the scope', { scope: 'write:cases' }, 400, 'invalid_scope'],
    ['for a scope that the agent may not have', { scope: 'read:payouts' }, 400, 'invalid_scope'],
    ['for a scope that does not exist', { scope: 'nope' }, 400, 'invalid_scope'],
    ['for another resource', { resource: 'https://elsewhere.example' }, 400, 'invalid_target'],
    ['for a wider resource', { resource: `https://${SANDBOX}` }, 400, 'invalid_target'],
    ['for another audience', { audience: 'https://elsewhere.example' }, 400, 'invalid_target'],
    ['for an audience that is no URI', { audience: 'somebody' }, 400, 'invalid_target'],
    [
      'for a refresh token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
      400,
      'invalid_request',
    ],
    [
      'of a subject type that is not taken',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      400,
      'invalid_request',
    ],
    ['with an actor type alone', { actor_token_type: ACCESS_TOKEN }, 400, 'invalid_request'],
    ['with an actor of no type', { actor_token: 'x' }, 400, 'invalid_request'],
    [
      'with an actor nobody knows',
      { actor_token: 'x', actor_token_type: ACCESS_TOKEN },
      400,
      'invalid_request',
    ],
    ['by a client that may act for nobody', { client_id: 'unnamed' }, 400, 'unauthorized_client'],
    ['by a client that is not registered for it', { client_id: 'unregistered' }, 400, 'unauthorized_client'],
    ['by a client that may not act for that one', { client_id: 'second' }, 400, 'invalid_request'],
    ['by a client of another tenant', { client_id: 'abroad' }, 400, 'invalid_request'],
    ['by a client of the other mode', { client_id: 'sandbox' }, 400, 'invalid_request'],
    ['with a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
  ];
  for (const [what, form, status, error] of cases) {
    it(what, async () => {
      const { access } = await tokensOf(served, { scopes: ['read'], resource: `https://${API}` });
      const reply = await exchange(served, access, form);
      assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.equal('access_token' in reply.json, false);
      assert.equal(reply.text.includes(access), false);
    });
  }

  it('by a public client, even one that the configuration names', async () => {
    const { access } = await tokensOf(served);
    const { client_secret: _, ...form } = by('public-agent');
    const reply = await served.post({
      grant_type: TOKEN_EXCHANGE,
      subject_token: access,
      subject_token_type: ACCESS_TOKEN,
      ...form,
    });
    assert.deepEqual([reply.status, reply.json.error], [400, 'unauthorized_client']);
  });

  it('of a refresh token, a client’s own token, an expired one, and anything that is no token', async () => {
    const { access, refresh } = await tokensOf(served);
    const own = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
    const acting = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('service') });
    for (const subject of [
      refresh,
      String(own.json.access_token),
      String(acting.json.access_token),
      'x',
      'a.b.c',
    ]) {
      const { status, json } = await exchange(served, subject, { scope: 'read' });
      assert.deepEqual([status, json.error], [400, 'invalid_request']);
    }
    served.later(3_600_000);
    assert.equal((await exchange(served, access, { scope: 'read' })).json.error, 'invalid_request');
  });

  it('with an actor token of another client, or about the user that it acts for', async () => {
    const { access } = await tokensOf(served);
    const others = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('web') });
    for (const actor of [String(others.json.access_token), access]) {
      const form = { scope: 'read', actor_token: actor, actor_token_type: ACCESS_TOKEN };
      const { status, json } = await exchange(served, access, form);
      assert.deepEqual([status, json.error], [400, 'invalid_request']);
    }
  });

  it('with an actor token for another customer than the user’s, or of another mode', async () => {
    const { access } = await tokensOf(served);
    const own = await served.post({ grant_type: 'client_credentials', scope: 'read', ...by('agent') });
    const record = await served.api.store.accessToken(storedHash(String(own.json.access_token)));
    assert.ok(record);
    const statusWith = async (over: Partial<AccessToken>) => {
      const actor = `an actor ${JSON.stringify(over)}`;
      await served.api.store.issueAccessToken({ ...record.token, ...over, hash: sha256(actor) }, []);
      const form = { scope: 'read', actor_token: actor, actor_token_type: ACCESS_TOKEN };
      return (await exchange(served, access, form)).status;
    };
    assert.equal(await statusWith({}), 200);
    assert.equal(await statusWith({ tenantId: TenantId('org_a') }), 200);
    assert.equal(await statusWith({ tenantId: TenantId('org_b') }), 400);
    assert.equal(await statusWith({ mode: 'sandbox' }), 400);
  });

  it('when it would climb back from a narrower token, or the chain gets long', async () => {
    const { access } = await tokensOf(served);
    const first = await exchange(served, access, { scope: 'read:cases' });
    let subject = String(first.json.access_token);
    const wider = await exchange(served, subject, { client_id: 'second', scope: 'read' });
    assert.deepEqual([wider.status, wider.json.error], [400, 'invalid_scope']);
    for (let actors = 2; actors <= 4; actors++) {
      const next = await exchange(served, subject, { client_id: 'second', scope: 'read:cases' });
      assert.equal(next.status, 200);
      subject = String(next.json.access_token);
    }
    const long = await exchange(served, subject, { client_id: 'second', scope: 'read:cases' });
    assert.deepEqual([long.status, long.json.error], [400, 'invalid_request']);
  });

  it('of a token that is bound to a key which the agent does not hold', async () => {
    const { access } = await tokensOf(served);
    const record = await served.api.store.accessToken(storedHash(access));
    assert.ok(record);
    const bound = { ...record.token, hash: sha256('a bound token'), confirmation: { jkt: 'somebody-else' } };
    await served.api.store.issueAccessToken(bound, []);
    const { status, json } = await exchange(served, 'a bound token', { scope: 'read' });
    assert.deepEqual([status, json.error], [400, 'invalid_request']);
  });
});
