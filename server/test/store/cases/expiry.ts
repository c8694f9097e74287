import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { UserId } from '../../../src/model/index.ts';
import {
  access,
  approved,
  type Current,
  connected,
  DAY,
  expireAll,
  HOUR,
  NOW,
  redemption,
  rotation,
  SECOND,
} from '../fixtures.ts';

export function expiryCases(store: Current): void {
  /** Calls `expire` for a whole round over all tables; returns how many rows left. */
  const round = (before: number, limit?: number) => expireAll(store(), before, limit);

  describe('expiry', () => {
    it('removes what expired before the given instant and nothing else', async () => {
      const { first } = await connected(store());
      const long = access(first.family, { hash: sha256('long'), expiresAt: NOW + 2 * HOUR });
      await store().issueAccessToken(long, []);
      assert.equal(await round(NOW + HOUR), 0);
      assert.equal(await round(NOW + HOUR + 1), 1);
      assert.equal(await store().accessToken(first.access.hash), null);
      assert.ok(await store().accessToken(sha256('long')));
      assert.ok(await store().refreshToken(first.refresh.hash));
    });

    it('looks at no more rows in a call than it may, and reaches all of them in the end', async () => {
      const { first } = await connected(store());
      for (let index = 0; index < 40; index++) await store().issueAccessToken(access(first.family), []);
      for (let call = 0; call < 5; call++) {
        assert.ok((await store().expire(NOW + DAY, 7)).removed <= 7);
      }
      await round(NOW + DAY, 7);
      assert.equal(await store().accessToken(first.access.hash), null);
      assert.equal(await round(NOW + DAY, 7), 0);
    });

    it('tells for how long a removal held others up, and nothing of one that only looked', async () => {
      const { first } = await connected(store());
      for (let index = 0; index < 40; index++) await store().issueAccessToken(access(first.family), []);
      for (let call = 0; call < 12; call++) {
        const { removed, held } = await store().expire(NOW + DAY, 7);
        assert.equal(held > 0, removed > 0);
      }
    });

    it('says when it was at every table, and not before', async () => {
      const { first } = await connected(store());
      for (let index = 0; index < 5; index++) await store().issueAccessToken(access(first.family), []);
      await expireAll(store(), NOW);
      const calls = [await store().expire(NOW, 4), await store().expire(NOW, 4)];
      assert.deepEqual(
        calls.map(({ roundEnded }) => roundEnded),
        [false, false],
      );
      assert.equal((await store().expire(NOW, 1_000)).roundEnded, true);
    });

    it('comes round again to rows that were not due the first time', async () => {
      const { first } = await connected(store());
      assert.equal(await round(NOW, 1), 0);
      assert.equal(await round(NOW + HOUR + 1, 1), 1);
      assert.ok(await store().refreshToken(first.refresh.hash));
    });

    it('keeps a redeemed code as long as the family it began, so that a late replay still ends it', async () => {
      const { begun, first } = await connected(store());
      const unredeemed = await approved(store());
      await round(NOW + 30 * DAY);
      assert.equal(await store().code(unredeemed.codeHash), null);
      assert.equal(await store().redeemCode(redemption(begun, { now: NOW + 40 * DAY })), 'replayed');
      assert.equal(await store().revokeFamily(first.family.id, NOW, []), 'already');
      await round(NOW + 366 * DAY);
      // Codes are looked at before families, so it leaves in the round after.
      await round(NOW + 366 * DAY);
      assert.equal(await store().code(begun.codeHash), null);
      assert.equal(await store().revokeFamily(first.family.id, NOW, []), 'unknown');
    });

    it('keeps the used refresh tokens by which reuse is recognised until they expire', async () => {
      const { first } = await connected(store());
      const turn = rotation(first.family, first.refresh.hash);
      await store().rotateRefreshToken(turn);
      await store().rotateRefreshToken(rotation(first.family, turn.successor.hash));
      await round(NOW + 29 * DAY);
      const again = rotation(first.family, first.refresh.hash, { now: NOW + 29 * DAY });
      assert.equal(await store().rotateRefreshToken(again), 'reused');
    });

    it('removes sessions', async () => {
      const session = {
        hash: sha256('s'),
        userId: UserId('usr_ann'),
        createdAt: NOW,
        publicId: 'ses_1',
        methods: ['pwd' as const],
        browser: null,
        lastSeenAt: NOW,
        expiresAt: NOW + SECOND,
      };
      await store().openSession(session, []);
      assert.equal(await round(NOW + 2 * SECOND), 1);
    });
  });
}
