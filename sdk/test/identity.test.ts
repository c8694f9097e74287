import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createIdentityVerifier, IdentityError, type IdentityProblem } from '../src/index.ts';
import { caller, type Latchkey, type Signer, signer, startLatchkey } from './latchkey-double.ts';

describe('the identity verifier', () => {
  let latchkey: Latchkey;
  let key: Signer;
  before(async () => {
    latchkey = await startLatchkey();
    const [first] = latchkey.keys;
    assert.ok(first);
    key = first;
  });
  after(() => latchkey.close());

  test('gives the caller, whichever algorithm the key has, and fetches the keys once', async () => {
    const verify = createIdentityVerifier({ url: `${latchkey.url}/` });
    const before = latchkey.keyFetches;
    for (const each of latchkey.keys) assert.deepEqual(await verify(await each.sign()), caller);
    assert.equal(latchkey.keyFetches, before + 1);
  });

  test('takes the audience it is told', async () => {
    const verify = createIdentityVerifier({ url: latchkey.url, audience: 'renamed' });
    assert.deepEqual(await verify(await key.sign({ aud: 'renamed' })), caller);
    await assertRefused(verify(await key.sign()), 'wrong_audience');
  });

  test('lets clocks differ by seconds, not by a minute', async () => {
    const verify = createIdentityVerifier({ url: latchkey.url });
    const now = Math.floor(Date.now() / 1_000);
    assert.deepEqual(await verify(await key.sign({ iat: now - 65, exp: now - 5 })), caller);
    await assertRefused(verify(await key.sign({ iat: now - 120, exp: now - 60 })), 'expired');
  });

  test('refuses everything else, each for its reason', async () => {
    const verify = createIdentityVerifier({ url: latchkey.url });
    const stranger = await signer('EdDSA', 'k1');
    const unknown = await signer('ES256', 'k9');
    const good = await key.sign();
    const [header, payload, signature] = good.split('.');
    const other = Buffer.from(JSON.stringify({ caller })).toString('base64url');
    const none = Buffer.from('{"alg":"none","typ":"latchkey-identity+jwt"}').toString('base64url');
    const secret = Buffer.from('{"alg":"HS256","kid":"k1","typ":"latchkey-identity+jwt"}').toString(
      'base64url',
    );
    const cases: [string | undefined, IdentityProblem][] = [
      [undefined, 'missing'],
      ['', 'missing'],
      ['not-a-token', 'malformed'],
      [`${good}, ${good}`, 'malformed'],
      [await stranger.sign(), 'forged'],
      [await unknown.sign(), 'forged'],
      [`${header}.${other}.${signature}`, 'forged'],
      [`${none}.${payload}.`, 'forged'],
      [`${secret}.${payload}.${signature}`, 'forged'],
      [await key.sign({}, { typ: 'JWT' }), 'malformed'],
      [await key.sign({ exp: undefined }), 'malformed'],
      [await key.sign({ caller: 'mia' }), 'malformed'],
      [await key.sign({ caller: { ...caller, scopes: 'read' } }), 'malformed'],
      [await key.sign({ caller: null }), 'missing'],
    ];
    for (const [identity, reason] of cases) await assertRefused(verify(identity), reason);
  });

  test('says when it cannot know', async () => {
    const gone = await startLatchkey();
    const verify = createIdentityVerifier({ url: gone.url });
    await gone.close();
    await assertRefused(verify(await key.sign()), 'unavailable');
  });
});

async function assertRefused(verification: Promise<unknown>, reason: IdentityProblem): Promise<void> {
  await assert.rejects(verification, (error) => {
    assert.ok(error instanceof IdentityError);
    assert.equal(error.reason, reason);
    assert.doesNotMatch(error.message, /eyJ/, 'an identity never stands in an error');
    return true;
  });
}
