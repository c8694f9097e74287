import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { challengeOf } from '../../src/rules/request/pkce.ts';
import { type Everything, openEverything, SECRET } from '../hostile/everything.ts';
import type { Visitor } from '../pages/visitor.ts';
import {
  allow,
  annsBrowser,
  assertRefused,
  authorizePath,
  brought,
  post,
  redeem,
  VERIFIER,
} from './steps.ts';

/* Codes in the wrong hands (RFC 9700 section 4.5), downgrades (4.8.2) and mix-up (4.4), each tried over HTTP. */

const ANOTHER = 'anotherVerifier-anotherVerifier-anotherVerifier';

let world: Everything;
let ann: Visitor;
before(async () => {
  world = await openEverything();
  ann = await annsBrowser(world);
});
after(() => world.close());

const codeFor = async (over: Record<string, string | undefined> = {}) =>
  brought(await allow(ann, authorizePath(over))).code;

describe('a code that was stolen', () => {
  it('is worth nothing in the session of the thief, whose verifier is another, and stays good', async () => {
    const stolen = await codeFor();
    assertRefused(await redeem(world, stolen, { code_verifier: ANOTHER }), 400, 'invalid_grant');
    assert.equal((await redeem(world, stolen)).status, 200);
  });

  it('is worth nothing to another client, however it proves itself, and stays good', async () => {
    const stolen = await codeFor();
    for (const thief of [
      { client_id: 'spa', client_secret: '' },
      { client_id: 'robot', client_secret: 'wrong' },
    ]) {
      const { status, json } = await redeem(world, stolen, thief);
      assert.ok(status >= 400 && json.access_token === undefined);
    }
    assertRefused(await redeem(world, stolen, { client_id: 'spa', client_secret: '' }), 400, 'invalid_grant');
    assert.equal((await redeem(world, stolen)).status, 200);
  });

  it('is worth nothing with another redirect URI than it was sent to', async () => {
    const code = await codeFor();
    const answer = await redeem(world, code, { redirect_uri: 'https://evil.example/' });
    assertRefused(answer, 400, 'invalid_grant');
  });

  it('ends what it gave when it comes a second time, and a third time gives nothing either', async () => {
    const code = await codeFor();
    const { json } = await redeem(world, code);
    assertRefused(await redeem(world, code), 400, 'invalid_grant');
    assertRefused(await redeem(world, code), 400, 'invalid_grant');
    const form = { token: String(json.access_token), client_id: 'app', client_secret: SECRET };
    assert.deepEqual((await post(world, form, { path: '/oauth/introspect' })).json, { active: false });
    const refreshing = {
      grant_type: 'refresh_token',
      refresh_token: String(json.refresh_token),
      client_id: 'app',
      client_secret: SECRET,
    };
    assertRefused(await post(world, refreshing), 400, 'invalid_grant');
  });

  it('cannot be guessed from its form: a changed one, one with more, one of another kind', async () => {
    const code = String(await codeFor());
    for (const guess of [`${code}x`, code.slice(1), code.toUpperCase(), `${code} `, world.narrow, '*']) {
      assertRefused(await redeem(world, guess), 400, 'invalid_grant');
    }
  });
});

describe('a downgrade of PKCE', () => {
  const refused: [what: string, over: Record<string, string | undefined>][] = [
    ['the challenge stripped', { code_challenge: undefined, code_challenge_method: undefined }],
    ['the challenge emptied', { code_challenge: '', code_challenge_method: '' }],
    ['the method alone', { code_challenge: undefined }],
    ['the method plain', { code_challenge: VERIFIER, code_challenge_method: 'plain' }],
    [
      'the method left out, which means plain',
      { code_challenge: VERIFIER, code_challenge_method: undefined },
    ],
    ['the method in lower case', { code_challenge_method: 's256' }],
    ['an unknown method', { code_challenge_method: 'S512' }],
    ['a challenge too short', { code_challenge: 'a'.repeat(42) }],
    ['a challenge too long', { code_challenge: 'a'.repeat(44) }],
    ['a challenge that is no base64url', { code_challenge: `${'a'.repeat(42)}=` }],
  ];
  for (const client_id of ['app', 'spa']) {
    for (const [what, over] of refused) {
      it(`with ${what} is refused to ${client_id}, and gives no code`, async () => {
        const answer = brought(await allow(ann, authorizePath({ client_id, ...over })));
        assert.deepEqual(
          [answer.error, answer.code, answer.state],
          ['invalid_request', undefined, 'a state'],
        );
      });
    }
  }

  it('with two challenges is refused, whichever is the right one', async () => {
    const path = `${authorizePath()}&code_challenge=${challengeOf(ANOTHER)}`;
    const answer = brought(await allow(ann, path));
    assert.deepEqual([answer.error, answer.code], ['invalid_request', undefined]);
  });

  it('by leaving the verifier out, or by sending the challenge as one, is refused', async () => {
    const code = await codeFor();
    assertRefused(await redeem(world, code, { code_verifier: '' }), 400, 'invalid_grant');
    assertRefused(await redeem(world, code, { code_verifier: challengeOf(VERIFIER) }), 400, 'invalid_grant');
    for (const malformed of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(42)}+`, `${VERIFIER}\n`]) {
      assertRefused(await redeem(world, code, { code_verifier: malformed }), 400, 'invalid_grant');
    }
    assert.equal((await redeem(world, code)).status, 200);
  });
});

describe('a mix-up of servers', () => {
  it('is noticed by iss in every answer, good or bad, which the metadata promises', async () => {
    const { issuer } = world.api.address;
    for (const over of [{}, { scope: 'nope' }, { response_type: 'token' }, { prompt: 'none' }]) {
      const answer = brought(await allow(ann, authorizePath(over)));
      assert.equal(answer.iss, issuer);
      assert.equal(answer.state, 'a state');
    }
    const posted = await allow(ann, authorizePath({ response_mode: 'form_post' }));
    assert.equal(posted.field('iss'), issuer);
    const signed = brought(await allow(ann, authorizePath({ response_mode: 'jwt' })));
    const claims = JSON.parse(
      Buffer.from(String(signed.response).split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    assert.deepEqual([claims.iss, claims.aud], [issuer, 'app']);
    assert.ok(signed.code === undefined && claims.code);
    const metadata = JSON.parse((await ann.get('/.well-known/oauth-authorization-server')).text);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
    assert.equal(metadata.issuer, issuer);
  });

  it('ends with a code of another server here: it is refused like any unknown one', async () => {
    const other = await openEverything();
    try {
      const browser = await annsBrowser(other);
      const { code } = brought(await allow(browser, authorizePath()));
      assertRefused(await redeem(world, code), 400, 'invalid_grant');
      assert.equal((await redeem(other, code)).status, 200);
    } finally {
      await other.close();
    }
  });
});

describe('a request of one session', () => {
  it('is decided in no other: its form token and its note belong to the session that was shown it', async () => {
    const path = authorizePath();
    const page = await ann.get(path);
    const attacker = await annsBrowser(world);
    const stolen = {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      consent: page.field('consent'),
      decision: 'allow',
    };
    const forged = await attacker.post(path, stolen);
    // The other browser is Ann's as well, so she is shown the page again; nothing was decided.
    assert.deepEqual([forged.status, forged.location], [303, `${path}&latchkey_kept=1`]);
    const own = await attacker.get(path);
    const noteOfAnother = await attacker.post(path, { ...stolen, csrf: own.field('csrf') });
    assert.deepEqual([noteOfAnother.status, noteOfAnother.location], [400, undefined]);
    const crossSite = await ann.post(path, stolen, { origin: 'https://evil.example' });
    assert.deepEqual([crossSite.status, crossSite.location], [403, undefined]);
  });

  it('is not allowed for another request: the note names scope, client and address', async () => {
    const page = await ann.get(authorizePath({ scope: 'read' }));
    const fields = {
      csrf: page.field('csrf'),
      tenant: page.field('tenant'),
      consent: page.field('consent'),
      decision: 'allow',
    };
    for (const over of [{ scope: 'read write' }, { client_id: 'spa' }, { state: 'another' }]) {
      const answer = await ann.post(authorizePath(over), fields);
      assert.deepEqual([answer.status, answer.location], [400, undefined], JSON.stringify(over));
    }
  });
});
