import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { newId } from '../../../src/lib/ids.ts';
import { ClientId } from '../../../src/model/index.ts';
import { type Current, client, DAY, event, expireAll, HOUR, logged, NOW, tally } from '../fixtures.ts';

const times = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

export function registrationTokenCases(store: Current): void {
  const add = (token: string, usesLeft: number | null) =>
    store().addInitialAccessToken(
      { hash: sha256(token), usesLeft, createdAt: NOW, expiresAt: NOW + HOUR },
      [],
    );
  const register = (token: string, id = newId('client'), now = NOW) =>
    store().registerClient({
      client: client({ id, origin: 'registration' }),
      secret: null,
      initialAccessTokenHash: sha256(token),
      now,
      audit: [event('client.created')],
    });

  describe('initial access tokens', () => {
    it('register as many clients as they were made for, also at once', async () => {
      await add('once', 1);
      await add('thrice', 3);
      assert.deepEqual(tally(await times(50, () => register('once'))), { created: 1, refused: 49 });
      assert.deepEqual(tally(await times(50, () => register('thrice'))), { created: 3, refused: 47 });
      assert.deepEqual(tally(await times(5, () => register('iat-forever'))), { created: 5 });
      assert.equal((await logged(store()))['client.created'], 9, 'nothing is written for the others');
      assert.equal(await store().initialAccessToken(sha256('once'), NOW), null);
    });

    it('make no client once they are used up or expired, or when nobody made them', async () => {
      await add('late', 1);
      assert.equal(await register('late', ClientId('none'), NOW + HOUR), 'refused');
      assert.equal(await register('never made', ClientId('none')), 'refused');
      assert.equal(await store().client('none', NOW), null);
      assert.equal(await register('late', ClientId('one')), 'created');
      assert.ok(await store().client('one', NOW));
    });

    it('are not used by a registration that fails', async () => {
      await add('kept', 1);
      await assert.rejects(register('kept', ClientId('platform')));
      assert.equal(await register('kept'), 'created');
    });

    it('leave by themselves when they expired, and not when they never do', async () => {
      await add('leaves', 1);
      await expireAll(store(), NOW + DAY);
      assert.equal(await store().initialAccessToken(sha256('leaves'), NOW), null);
      assert.ok(await store().initialAccessToken(sha256('iat-forever'), NOW));
    });
  });
}
