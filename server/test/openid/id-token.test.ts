import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { defineApi } from '../../src/config/index.ts';
import { CALLBACK, DEFINITION } from '../pages/site.ts';
import { codeIn } from '../pages/visitor.ts';
import {
  answerOf,
  claimsIn,
  follow,
  headerOf,
  openWorld,
  relyingParty,
  requestPath,
  SECRET,
  signInTo,
  VERIFIER,
  type World,
} from './world.ts';

/** A client that is told when a session ends. */
const TOLD = { client_id: 'told' };
const ALGORITHMS = ['ES256', 'EdDSA', 'PS256', 'RS256'] as const;

let world: World;
before(async () => {
  world = await openWorld({
    definition: { signing: [...ALGORITHMS], tokens: { plain: 'jwt' } },
    clients: [
      ...ALGORITHMS.map((each) => relyingParty({ id: each, settings: { idTokenAlgorithm: each } })),
      relyingParty({ id: 'told', settings: { backchannelLogoutUri: 'https://rp.example/out' } }),
      relyingParty({ id: 'codes-only', grantTypes: ['authorization_code'] }),
      relyingParty({ id: 'here', settings: { subjectType: 'pairwise', sector: 'here.example' } }),
      relyingParty({ id: 'also-here', settings: { subjectType: 'pairwise', sector: 'here.example' } }),
      relyingParty({ id: 'there', settings: { subjectType: 'pairwise', sector: 'there.example' } }),
    ],
  });
});
after(() => world.close());

describe('an ID token', () => {
  it('says who signed in, when, how, for whom and in answer to what', async () => {
    const { id_token, access_token } = await signInTo(world, world.browser());
    const now = Math.floor(world.clock.now() / 1_000);
    assert.deepEqual(claimsIn(id_token), {
      iss: world.api.address.issuer,
      sub: 'ada',
      aud: 'rp',
      iat: now,
      exp: now + 3_600,
      auth_time: now,
      nonce: 'a nonce',
      acr: 'urn:latchkey:acr:password',
      amr: ['pwd'],
      at_hash: createHash('sha256')
        .update(access_token ?? '')
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
    });
    const { alg, typ } = headerOf(id_token);
    assert.deepEqual({ alg, typ }, { alg: 'RS256', typ: 'JWT' });
  });

  it('names the session to a client that is told when it ends', async () => {
    const browser = world.browser();
    const [first, second] = [await signInTo(world, browser, TOLD), await signInTo(world, browser, TOLD)];
    const { sid } = claimsIn(first.id_token);
    assert.match(String(sid), /^ses_\w+$/);
    assert.equal(claimsIn(second.id_token).sid, sid);
    assert.notEqual(claimsIn((await signInTo(world, world.browser(), TOLD)).id_token).sid, sid);
  });

  for (const algorithm of ALGORITHMS) {
    it(`is signed with ${algorithm} for a client that registered it, by a published key`, async () => {
      const { id_token = '', access_token = '' } = await signInTo(world, world.browser(), {
        client_id: algorithm,
      });
      const set = await world.send('GET', '/.well-known/jwks.json');
      const keys = createLocalJWKSet(set.json as { keys: [] });
      const { payload, protectedHeader } = await jwtVerify(id_token, keys, {
        currentDate: new Date(world.clock.now()),
        audience: algorithm,
      });
      assert.equal(protectedHeader.alg, algorithm);
      const hash = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
        .update(access_token)
        .digest();
      assert.equal(payload.at_hash, hash.subarray(0, hash.length / 2).toString('base64url'));
    });
  }

  it('is not there without openid, and nothing else changes', async () => {
    const tokens = await signInTo(world, world.browser(), { scope: 'read' });
    assert.equal(tokens.id_token, undefined);
    assert.ok(tokens.refresh_token, 'the client is registered for refresh tokens');
  });

  it('needs no nonce', async () => {
    const { id_token } = await signInTo(world, world.browser(), { nonce: '' });
    assert.equal('nonce' in claimsIn(id_token), false);
  });

  it('is no access token', async () => {
    const { id_token } = await signInTo(world, world.browser());
    const reply = await world.send('GET', '/oauth/userinfo', { authorization: `Bearer ${id_token}` });
    assert.equal(reply.status, 401);
  });

  it('comes again with a refresh: the same sign-in, a new hash, no nonce', async () => {
    const browser = world.browser();
    const first = await signInTo(world, browser, { scope: 'openid offline_access' });
    world.clock.turn(60_000);
    const form = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' };
    const { json } = await world.token(form);
    const [before_, after_] = [claimsIn(first.id_token), claimsIn(String(json.id_token))];
    for (const same of ['iss', 'sub', 'aud', 'auth_time', 'acr']) {
      assert.equal(after_[same], before_[same], same);
    }
    assert.equal(after_.iat, Number(before_.iat) + 60);
    assert.notEqual(after_.at_hash, before_.at_hash);
    assert.equal('nonce' in after_, false);
    const narrowed = await world.token({
      grant_type: 'refresh_token',
      refresh_token: String(json.refresh_token),
      scope: 'offline_access',
    });
    assert.equal(narrowed.status, 200);
    assert.equal(narrowed.json.id_token, undefined, 'without openid there is none');
  });

  it('brings a refresh token along only when offline_access was asked for and the client may have it', async () => {
    const browser = world.browser();
    assert.equal((await signInTo(world, browser)).refresh_token, undefined);
    assert.ok((await signInTo(world, browser, { scope: 'openid offline_access' })).refresh_token);
    const wanting = { client_id: 'codes-only', scope: 'openid offline_access' };
    assert.equal((await signInTo(world, browser, wanting)).refresh_token, undefined);
  });

  it('is given for one redemption of a code', async () => {
    const code = codeIn(await follow(world, world.browser(), requestPath())) ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    assert.equal((await world.token(form)).status, 200);
    const replay = await world.token(form);
    assert.equal(replay.status, 400);
    assert.equal(replay.json.error, 'invalid_grant');
  });

  it('names a user for each sector, the same at every sign-in, everywhere that client looks', async () => {
    const subjects = new Map<string, string>();
    for (const id of ['here', 'also-here', 'there']) {
      const { id_token, access_token } = await signInTo(world, world.browser(), { client_id: id });
      const sub = String(claimsIn(id_token).sub);
      subjects.set(id, sub);
      const info = await world.send('GET', '/oauth/userinfo', { authorization: `Bearer ${access_token}` });
      assert.equal(info.json.sub, sub);
      assert.equal(claimsIn(access_token).sub, sub, 'the access token is a JWT here');
      const form = new URLSearchParams({
        client_id: id,
        client_secret: SECRET,
        token: access_token ?? '',
      }).toString();
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const described = await world.send('POST', '/oauth/introspect', type, form);
      assert.equal(described.json.sub, sub, described.text);
    }
    assert.equal(subjects.get('here'), subjects.get('also-here'));
    assert.notEqual(subjects.get('here'), subjects.get('there'));
    assert.equal([...subjects.values()].includes('ada'), false);
    const again = await signInTo(world, world.browser(), { client_id: 'here' });
    assert.equal(claimsIn(again.id_token).sub, subjects.get('here'));
  });
});

describe('the configuration of signing in', () => {
  it('is a line, and brings scopes and RS256 along', () => {
    const config = defineApi({ ...DEFINITION, signIn: true });
    assert.deepEqual(config.signing, ['ES256', 'RS256']);
    for (const name of ['openid', 'profile', 'email', 'offline_access']) assert.ok(config.scopes[name], name);
    assert.equal(config.scopes.phone, undefined);
    assert.equal(defineApi(DEFINITION).scopes.openid, undefined);
  });

  it('refuses scopes of the same names, and a way out on another host', () => {
    const scopes = { ...DEFINITION.scopes, email: 'Send emails' };
    assert.throws(() => defineApi({ ...DEFINITION, scopes, signIn: true }), /scopes\.email: signIn gives/);
    const endpoints = { ...DEFINITION.endpoints, endSession: 'https://elsewhere.example/logout' };
    assert.throws(() => defineApi({ ...DEFINITION, endpoints, signIn: true }), /endpoints\.endSession/);
  });

  it('gives what is about the user to nobody who did not name it', async () => {
    const all = { title: 'Everything', covers: ['*'] };
    const own = await openWorld({
      definition: { scopes: { ...DEFINITION.scopes, all } },
      clients: [relyingParty({ id: 'greedy', scopes: ['all'] })],
    });
    try {
      const page = await own.browser().get(requestPath({ client_id: 'greedy', scope: 'openid' }));
      assert.equal(answerOf(page).get('error'), 'invalid_scope');
    } finally {
      await own.close();
    }
  });
});
