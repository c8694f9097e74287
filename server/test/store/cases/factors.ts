import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import type { Passkey, RecoveryCode } from '../../../src/model/index.ts';
import { UserId } from '../../../src/model/index.ts';
import { type Current, event, HOUR, logged, MINUTE, NOW, tally } from '../fixtures.ts';

const ANN = UserId('usr_ann');
const BEN = UserId('usr_ben');

export function passkey(over: Partial<Passkey> = {}): Passkey {
  return {
    id: 'key_1',
    userId: ANN,
    credentialId: 'credential-1',
    publicKey: 'cose',
    name: 'Laptop',
    transports: ['internal'],
    synced: false,
    counter: 0,
    createdAt: NOW,
    lastUsedAt: null,
    ...over,
  };
}

export const recoveryCode = (text: string, userId = ANN): RecoveryCode => ({
  ...{ hash: sha256(text), userId, createdAt: NOW, usedAt: null },
});

const app = (userId = ANN) => ({ userId, sealed: 'sealed', createdAt: NOW, lastUsedAt: null });

/** Second factors: the app, recovery codes, passkeys, and that each counts once. */
export function factorCases(store: Current): void {
  const turnOn = (texts: string[] = ['one', 'two'], userId = ANN) =>
    store().turnOnAuthenticator({
      authenticator: app(userId),
      codes: texts.map((text) => recoveryCode(text, userId)),
      audit: [event('second_step.on')],
    });
  const recover = (text: string, userId = ANN) =>
    store().useRecoveryCode({ userId, hash: sha256(text), now: NOW, audit: [event('recovery_code.used')] });
  const add = (over: Partial<Passkey> = {}) => store().addPasskey(passkey(over), 3, [event('passkey.added')]);
  const remove = (id: string, userId = ANN) =>
    store().removePasskey({ id, userId, audit: [event('passkey.removed')] });

  describe('factors', () => {
    it('has none of a person at first', async () => {
      assert.deepEqual(await store().factorsOf(ANN), { authenticator: null, passkeys: [], codesLeft: null });
    });

    it('turns the second step on once, with its codes, and off with all of them', async () => {
      assert.deepEqual(tally(await Promise.all([turnOn(), turnOn(['three'])])), { on: 1, exists: 1 });
      const { authenticator, codesLeft } = await store().factorsOf(ANN);
      assert.deepEqual([authenticator, codesLeft !== null], [app(), true]);
      const off = () => store().endSecondStep({ userId: ANN, audit: [event('second_step.off')] });
      assert.deepEqual(tally(await Promise.all([off(), off()])), { off: 1, unknown: 1 });
      assert.equal((await store().factorsOf(ANN)).codesLeft, null);
      assert.deepEqual(await logged(store()), { 'second_step.on': 1, 'second_step.off': 1 });
    });

    it('takes a code of the app once of twenty attempts, and the same step of somebody else', async () => {
      await turnOn();
      const use = (userId = ANN, step = 7) =>
        store().useAuthenticator({ userId, step, now: NOW + MINUTE, expiresAt: NOW + HOUR });
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => use()));
      assert.deepEqual(tally(outcomes), { first: 1, seen: 19 });
      assert.equal((await store().factorsOf(ANN)).authenticator?.lastUsedAt, NOW + MINUTE);
      assert.deepEqual([await use(ANN, 8), await use(BEN)], ['first', 'first']);
    });

    it('takes a recovery code once of twenty attempts, and of nobody else', async () => {
      await turnOn();
      assert.equal(await recover('one', BEN), 'unknown');
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => recover('one')));
      assert.deepEqual(tally(outcomes), { used: 1, unknown: 19 });
      assert.equal((await store().factorsOf(ANN)).codesLeft, 1);
      await recover('two');
      assert.equal((await store().factorsOf(ANN)).codesLeft, 0, 'the second step stays on');
      assert.equal((await logged(store()))['recovery_code.used'], 2);
    });

    it('replaces all recovery codes by new ones', async () => {
      await turnOn();
      await recover('one');
      await store().renewRecoveryCodes({
        ...{ userId: ANN, codes: ['one', 'four'].map((text) => recoveryCode(text)) },
        audit: [event('recovery_codes.renewed')],
      });
      assert.deepEqual([await recover('two'), await recover('one')], ['unknown', 'used']);
      await store().endRecoveryCodes(ANN, NOW);
      assert.deepEqual([await recover('four'), (await store().factorsOf(ANN)).codesLeft], ['unknown', 0]);
    });

    it('keeps passkeys, each credential once, and no more than there may be', async () => {
      assert.deepEqual(tally(await Promise.all([add(), add({ id: 'key_2' })])), { added: 1, exists: 1 });
      const others = Array.from({ length: 4 }, (_, index) =>
        add({ id: `key_${index + 3}`, credentialId: `c${index}`, createdAt: NOW + index + 1 }),
      );
      assert.deepEqual(tally(await Promise.all(others)), { added: 2, too_many: 2 });
      const found = await store().passkeyOf('credential-1');
      assert.deepEqual([found?.user.id, found?.passkey.name], [ANN, 'Laptop']);
      assert.equal(await store().passkeyOf('credential-9'), null);
      assert.equal((await store().factorsOf(ANN)).passkeys.length, 3);
      assert.equal((await store().factorsOf(ANN)).codesLeft, null);
    });

    it('refuses a signature whose counter does not follow, unless it never counts', async () => {
      await add({ counter: 4 });
      await add({ id: 'key_0', credentialId: 'c0' });
      const use = (id: string, counter: number) => store().usePasskey({ id, counter, now: NOW + 1 });
      assert.deepEqual(tally(await Promise.all([use('key_1', 5), use('key_1', 5)])), {
        used: 1,
        regressed: 1,
      });
      assert.deepEqual([await use('key_1', 4), await use('key_1', 0)], ['regressed', 'regressed']);
      assert.deepEqual([await use('key_0', 0), await use('key_0', 0)], ['used', 'used']);
      assert.equal(await use('key_9', 1), 'unknown');
      const { passkeys } = await store().factorsOf(ANN);
      assert.deepEqual(
        passkeys.map(({ id, counter, lastUsedAt }) => [id, counter, lastUsedAt]),
        [
          ['key_0', 0, NOW + 1],
          ['key_1', 5, NOW + 1],
        ],
      );
    });

    it('removes a passkey of its owner, and the codes with the last thing that they stand in for', async () => {
      await add();
      await add({ id: 'key_2', credentialId: 'c2' });
      await store().renewRecoveryCodes({ userId: ANN, codes: [recoveryCode('one')], audit: [] });
      assert.equal(await remove('key_1', BEN), 'unknown');
      assert.equal(await remove('key_1'), 'removed');
      assert.equal((await store().factorsOf(ANN)).codesLeft, 1);
      assert.deepEqual([await remove('key_2'), await remove('key_2')], ['removed', 'unknown']);
      assert.deepEqual(await store().factorsOf(ANN), { authenticator: null, passkeys: [], codesLeft: null });
      assert.equal((await logged(store()))['passkey.removed'], 2);
    });

    it('removes all of one person with their sessions, and with the person', async () => {
      const session = {
        ...{ hash: sha256('s'), publicId: 'ses', userId: ANN, methods: ['pwd', 'otp', 'mfa'] as const },
        ...{ browser: 'Firefox, Linux', createdAt: NOW, lastSeenAt: NOW, expiresAt: NOW + HOUR },
      };
      await store().openSession(session, []);
      assert.deepEqual(await store().sessionsOf(ANN, NOW), [{ ...session, elsewhere: null }]);
      await turnOn();
      await turnOn(['ben'], BEN);
      await add();
      const removeAll = () =>
        store().removeFactors({ userId: ANN, notices: [], audit: [event('factors.removed')] });
      assert.deepEqual(tally(await Promise.all([removeAll(), removeAll()])), { removed: 1, none: 1 });
      assert.deepEqual(await store().factorsOf(ANN), { authenticator: null, passkeys: [], codesLeft: null });
      assert.deepEqual(await store().sessionsOf(ANN, NOW), []);
      assert.equal((await store().factorsOf(BEN)).codesLeft, 1);
      await store().deletePerson({ userId: BEN, audit: [] });
      assert.equal((await store().factorsOf(BEN)).authenticator, null);
    });
  });
}
