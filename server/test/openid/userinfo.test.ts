import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { corsHeaders } from '../../src/http/cors.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId } from '../../src/lib/ids.ts';
import { ClientId, type PersonalToken, TenantId, UserId } from '../../src/model/index.ts';
import { newToken, storedHash } from '../../src/tokens/format.ts';
import { openWorld, relyingParty, signInTo, type World } from './world.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const everything = 'openid profile email address phone';

let world: World;
let token: string;
before(async () => {
  world = await openWorld({
    definition: {
      signIn: {
        emailsVerified: true,
        claims: {
          names: ['phone_number', 'address', 'picture', 'sub'],
          list: async ({ user }) => {
            if (user.id === 'max') throw new Error('down');
            return {
              phone_number: `+31 ${user.name.length}`,
              address: { country: 'NL' },
              picture: null,
              sub: 'somebody else',
              email: 'forged@elsewhere.example',
            };
          },
        },
      },
    },
    clients: [
      relyingParty({ id: 'full', scopes: everything.split(' ') }),
      relyingParty({ id: 'signed', settings: { userinfoAlgorithm: 'ES256' } }),
    ],
  });
  token =
    (await signInTo(world, world.browser(), { client_id: 'full', scope: everything })).access_token ?? '';
});
after(() => world.close());

const ask = (authorization: string, method = 'GET') =>
  world.send(method, '/oauth/userinfo', { authorization });

describe('userinfo', () => {
  it('tells what each scope stands for, by header and by form', async () => {
    const expected = {
      sub: 'ada',
      name: 'Ada Lovelace',
      organisation_id: 'org_harbour',
      email: 'ada@harbour.example',
      email_verified: true,
      phone_number: '+31 12',
      address: { country: 'NL' },
    };
    for (const reply of [
      await ask(`Bearer ${token}`),
      await ask(`bearer ${token}`, 'POST'),
      await world.send('POST', '/oauth/userinfo', FORM, `access_token=${token}`),
    ]) {
      assert.equal(reply.status, 200, reply.text);
      assert.deepEqual(reply.json, expected);
      assert.equal(reply.headers['content-type'], 'application/json');
      assert.equal(reply.headers['cache-control'], 'no-store');
    }
  });

  it('tells the subject alone where no more was asked for', async () => {
    const { access_token } = await signInTo(world, world.browser());
    assert.deepEqual((await ask(`Bearer ${access_token}`)).json, { sub: 'ada' });
  });

  it('tells what Latchkey knows while the API cannot say', async () => {
    const over = { client_id: 'full', scope: everything };
    const { access_token } = await signInTo(world, world.browser(), over, 'vera');
    assert.equal((await ask(`Bearer ${access_token}`)).json.phone_number, '+31 11');
    const down = await signInTo(world, world.browser(), over, 'max');
    const { json } = await ask(`Bearer ${down.access_token}`);
    assert.equal(json.name, 'Max Müller');
    assert.equal('phone_number' in json, false);
  });

  it('is a signed JWT for a client that registered an algorithm', async () => {
    const { access_token } = await signInTo(world, world.browser(), {
      client_id: 'signed',
      scope: 'openid email',
    });
    const reply = await ask(`Bearer ${access_token}`);
    assert.equal(reply.headers['content-type'], 'application/jwt');
    const set = await world.send('GET', '/.well-known/jwks.json');
    const { payload, protectedHeader } = await jwtVerify(
      reply.text,
      createLocalJWKSet(set.json as { keys: [] }),
      { issuer: world.api.address.issuer, audience: 'signed' },
    );
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(payload.email, 'ada@harbour.example');
  });

  it('tells no less and no more than the user still agrees to', async () => {
    const { access_token } = await signInTo(world, world.browser(), { scope: 'openid email' });
    const grant = await world.api.store.grantFor(ClientId('rp'), UserId('ada'), TenantId('org_harbour'));
    assert.ok(grant);
    const change = { grantId: grant.id, tenantId: grant.tenantId, now: world.clock.now(), audit: [] };
    await world.api.store.shrinkGrant({ ...change, scopes: ['openid'], resources: grant.resources });
    assert.deepEqual((await ask(`Bearer ${access_token}`)).json, { sub: 'ada' });
    await world.api.store.revokeGrant(change);
    assert.equal((await ask(`Bearer ${access_token}`)).status, 401);
  });

  it('refuses, in the words of RFC 6750', async () => {
    const plain = (await signInTo(world, world.browser(), { client_id: 'other', scope: 'read' }))
      .access_token;
    const now = world.clock.now();
    const personalToken = async (over: Partial<PersonalToken> = {}) => {
      const made = newToken('pat', 'live');
      await world.api.store.createPersonalToken(
        {
          id: newId('tok'),
          hash: sha256(made),
          name: 'script',
          hint: 'xxxx',
          userId: UserId('ada'),
          tenantId: TenantId('org_harbour'),
          scopes: ['read'],
          resources: null,
          ipAllowlist: null,
          mode: 'live',
          createdAt: now,
          expiresAt: null,
          lastUsedAt: null,
          revokedAt: null,
          ...over,
        },
        [],
      );
      return made;
    };
    const personal = await personalToken();
    const [revoked, expired] = [
      await personalToken({ revokedAt: now }),
      await personalToken({ expiresAt: now }),
    ];
    const form = (body: string, headers = {}) =>
      world.send('POST', '/oauth/userinfo', { ...FORM, ...headers }, body);
    for (const [reply, status, error] of [
      [await world.send('GET', '/oauth/userinfo'), 401, undefined],
      [await ask('Basic YTpi'), 401, undefined],
      [await ask('Bearer nonsense'), 401, 'invalid_token'],
      [await ask('Bearer'), 401, 'invalid_token'],
      [await ask(`Bearer ${token} ${token}`), 401, 'invalid_token'],
      [await ask(`DPoP ${token}`), 401, 'invalid_token'],
      [await ask(`Bearer ${plain}`), 403, 'insufficient_scope'],
      [await ask(`Bearer ${personal}`), 403, 'insufficient_scope'],
      [await ask(`Bearer ${revoked}`), 401, 'invalid_token'],
      [await ask(`Bearer ${expired}`), 401, 'invalid_token'],
      [await form(`access_token=${token}`, { authorization: `Bearer ${token}` }), 400, 'invalid_request'],
      [await form(`access_token=${token}&access_token=${token}`), 400, 'invalid_request'],
      [await world.send('GET', `/oauth/userinfo?access_token=${token}`), 400, 'invalid_request'],
    ] as const) {
      assert.equal(reply.status, status, reply.text);
      const challenge = String(reply.headers['www-authenticate']);
      assert.match(challenge, /^Bearer realm="harbour"/);
      assert.equal(/error="(\w+)"/.exec(challenge)?.[1], error);
      assert.equal(reply.json.error, error);
      if (status === 403) assert.match(challenge, /scope="openid"/);
      assert.equal(reply.headers['cache-control'], 'no-store');
    }
  });

  it('takes no token that is bound to a key as a bearer token', async () => {
    const record = await world.api.store.accessToken(storedHash(token));
    assert.ok(record);
    for (const [confirmation, scheme] of [
      [{ jkt: 'key' }, 'DPoP'],
      [{ x5tS256: 'certificate' }, 'Bearer'],
    ] as const) {
      const bound = newToken('at', 'live');
      await world.api.store.issueAccessToken({ ...record.token, hash: sha256(bound), confirmation }, []);
      const reply = await ask(`Bearer ${bound}`);
      assert.deepEqual([reply.status, reply.json.error], [401, 'invalid_token']);
      const challenge = String(reply.headers['www-authenticate']);
      assert.ok(challenge.startsWith(`${scheme} `), challenge);
    }
  });

  it('may be read by the pages of any origin', () => {
    const headers = corsHeaders(world.api, 'https://spa.example', '/oauth/userinfo');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['access-control-allow-credentials'], undefined);
    assert.deepEqual(corsHeaders(world.api, 'https://spa.example', '/oauth/token'), {});
  });
});
