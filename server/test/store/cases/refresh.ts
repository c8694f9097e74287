import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { TenantId, type TokenHash } from '../../../src/model/index.ts';
import {
  access,
  type Current,
  connected,
  consent,
  DAY,
  grantAfter,
  HOUR,
  logged,
  NOW,
  refresh,
  rotation,
  SECOND,
} from '../fixtures.ts';

export function refreshCases(store: Current): void {
  const begin = async () => {
    const { begun, first } = await connected(store());
    return { grantId: begun.grantId, family: first.family, presented: first.refresh.hash, first };
  };

  describe('refresh tokens', () => {
    it('rotates: the successor and a new access token are there, the family goes on', async () => {
      const { family, presented } = await begin();
      const turn = rotation(family, presented);
      assert.equal(await store().rotateRefreshToken(turn), 'rotated');
      assert.equal((await store().refreshToken(presented))?.refresh.usedAt, turn.now);
      assert.deepEqual((await store().refreshToken(turn.successor.hash))?.refresh, turn.successor);
      assert.deepEqual((await store().accessToken(turn.access.hash))?.token, turn.access);
    });

    it('repeats the same successor, as often and as late as it is asked, while that is unused', async () => {
      const { family, presented } = await begin();
      await store().rotateRefreshToken(rotation(family, presented));
      const again = rotation(family, presented, { now: NOW + 20 * DAY });
      assert.equal(await store().rotateRefreshToken(again), 'repeated');
      assert.ok(await store().accessToken(again.access.hash));
      const next = rotation(family, again.successor.hash, { now: NOW + 20 * DAY });
      assert.equal(await store().rotateRefreshToken(next), 'rotated');
      assert.deepEqual(await logged(store()), {
        'authorization.granted': 1,
        'code.redeemed': 1,
        'token.refreshed': 2,
        'token.repeated': 1,
      });
    });

    it('ends the family when a used token comes back after its successor was used', async () => {
      const { family, presented, first } = await begin();
      const turn = rotation(family, presented);
      await store().rotateRefreshToken(turn);
      const next = rotation(family, turn.successor.hash);
      await store().rotateRefreshToken(next);
      const stolen = rotation(family, presented, { now: NOW + 2 * HOUR });
      assert.equal(await store().rotateRefreshToken(stolen), 'reused');
      assert.equal((await store().accessToken(first.access.hash))?.family?.revokedAt, NOW + 2 * HOUR);
      assert.equal(await store().accessToken(stolen.access.hash), null);
      assert.equal(await store().rotateRefreshToken(rotation(family, next.successor.hash)), 'revoked');
      assert.equal((await logged(store()))['token.reused'], 1);
    });

    describe('of a client that proves nothing', () => {
      const within = { repeatWithin: 10 * SECOND };
      const at = (now: number) => ({ ...within, now });

      it('repeats within its window, and after it ends the family', async () => {
        const [early, late] = [await begin(), await begin()];
        for (const [{ family, presented }, now, outcome] of [
          [early, NOW + 10 * SECOND, 'repeated'],
          [late, NOW + 10 * SECOND + 1, 'reused'],
        ] as const) {
          await store().rotateRefreshToken(rotation(family, presented, at(NOW)));
          assert.equal(await store().rotateRefreshToken(rotation(family, presented, at(now))), outcome);
        }
      });

      it('repeats once; more is refused and harms nobody in that moment, and later is reuse', async () => {
        const { family, presented } = await begin();
        const [turn, again] = [rotation(family, presented, at(NOW)), rotation(family, presented, at(NOW))];
        await store().rotateRefreshToken(turn);
        await store().rotateRefreshToken(again);
        for (const now of [NOW, NOW + 5 * SECOND, NOW + 10 * SECOND]) {
          const third = rotation(family, presented, at(now));
          assert.equal(await store().rotateRefreshToken(third), 'repeated_before');
          assert.equal(await store().accessToken(third.access.hash), null);
        }
        const next = rotation(family, turn.successor.hash, at(NOW + 10 * SECOND));
        assert.equal(await store().rotateRefreshToken(next), 'rotated');
        const other = await begin();
        const late = (now: number) =>
          store().rotateRefreshToken(rotation(other.family, other.presented, at(now)));
        assert.deepEqual([await late(NOW), await late(NOW)], ['rotated', 'repeated']);
        assert.equal(await late(NOW + 11 * SECOND), 'reused');
      });

      it('repeats never where that is switched off, not even at the same moment', async () => {
        const { family, presented } = await begin();
        const strict = { now: NOW, repeatWithin: 0 };
        await store().rotateRefreshToken(rotation(family, presented, strict));
        assert.equal(await store().rotateRefreshToken(rotation(family, presented, strict)), 'reused');
      });

      it('is ended by repeats in three generations running, and by no other three', async () => {
        const { family, presented } = await begin();
        let [token, now] = [presented, NOW];
        const turn = async (repeats: boolean) => {
          now += HOUR;
          const turned = rotation(family, token, at(now));
          assert.equal(await store().rotateRefreshToken(turned), 'rotated');
          const outcome = repeats
            ? await store().rotateRefreshToken(rotation(family, token, at(now)))
            : 'none';
          token = turned.successor.hash;
          return outcome;
        };
        const outcomes: string[] = [];
        for (const repeats of [true, true, false, true, true, false, true, true, true]) {
          outcomes.push(await turn(repeats));
        }
        const pair = ['repeated', 'repeated'];
        assert.deepEqual(outcomes, [...pair, 'none', ...pair, 'none', ...pair, 'reused']);
        assert.equal(await store().rotateRefreshToken(rotation(family, token, at(now))), 'revoked');
      });

      it('is judged by those rules as well when nothing can be given out', async () => {
        const { family, presented } = await begin();
        const turn = rotation(family, presented, at(NOW));
        const judge = (now: number, successorHash: TokenHash | null = turn.successor.hash) =>
          store().judgeRefreshToken({ ...turn, now, successorHash });
        assert.equal(await judge(NOW), 'rotated');
        await store().rotateRefreshToken(turn);
        assert.equal(await judge(NOW + 10 * SECOND), 'repeated');
        assert.equal(await judge(NOW + 10 * SECOND), 'repeated', 'judging alone uses nothing up');
        assert.equal(await judge(NOW + 10 * SECOND, null), 'reused');
        assert.equal((await logged(store()))['token.reused'], 1);
        assert.equal(await judge(NOW), 'revoked');
        assert.equal(
          await store().judgeRefreshToken({ ...turn, presentedHash: sha256('x'), successorHash: null }),
          'unknown',
        );
      });
    });

    it('notes under the grant when a token was repeated, until that begins afresh', async () => {
      const { grantId, family, presented } = await begin();
      const grant = () => store().grantById(grantId);
      await store().rotateRefreshToken(rotation(family, presented));
      assert.equal((await grant())?.repeatedAt, null);
      await store().rotateRefreshToken(rotation(family, presented, { now: NOW + 2 * HOUR }));
      assert.equal((await grant())?.repeatedAt, NOW + 2 * HOUR);
      await grantAfter(store(), consent());
      assert.equal((await grant())?.repeatedAt, NOW + 2 * HOUR);
      await store().revokeGrant({ grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] });
      await grantAfter(store(), consent());
      assert.equal((await grant())?.repeatedAt, null);
    });

    it('sees reuse while its grant is suspended', async () => {
      const { grantId, family, presented } = await begin();
      const turn = rotation(family, presented);
      await store().rotateRefreshToken(turn);
      await store().rotateRefreshToken(rotation(family, turn.successor.hash));
      await store().suspendGrant({
        grantId,
        tenantId: TenantId('org_a'),
        now: NOW,
        suspended: true,
        audit: [],
      });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'reused');
    });

    it('does not repeat a successor that expired, nor one that was never there', async () => {
      const { family, presented } = await begin();
      const short = refresh(family, { hash: sha256('short'), expiresAt: NOW + 2 * HOUR });
      await store().rotateRefreshToken(rotation(family, presented, { successor: short }));
      const late = rotation(family, presented, { successor: short, now: NOW + 2 * HOUR });
      assert.equal(await store().rotateRefreshToken(late), 'reused');

      const other = await begin();
      await store().rotateRefreshToken(rotation(other.family, other.presented));
      const derivedElsewhere = rotation(other.family, other.presented, { successor: refresh(other.family) });
      const read = await store().refreshToken(other.presented);
      assert.ok(read);
      assert.equal(await store().rotateRefreshToken({ ...derivedElsewhere, read }), 'reused');
    });

    it('is told that another exchange was first, whose successor it cannot know, and changes nothing', async () => {
      const { family, presented } = await begin();
      const turn = rotation(family, presented);
      const ofAnotherMoment = rotation(family, presented, { successor: refresh(family) });
      assert.equal(await store().rotateRefreshToken(turn), 'rotated');
      const before = await logged(store());
      assert.equal(await store().rotateRefreshToken(ofAnotherMoment), 'used meanwhile');
      assert.deepEqual(await logged(store()), before);
      assert.equal(await store().refreshToken(ofAnotherMoment.successor.hash), null);
      assert.equal(await store().accessToken(ofAnotherMoment.access.hash), null);
      assert.equal(await store().rotateRefreshToken(rotation(family, turn.successor.hash)), 'rotated');
    });

    it('expires idle, and with its family', async () => {
      const { family, presented } = await begin();
      const idle = rotation(family, presented, { now: NOW + 30 * DAY });
      assert.equal(await store().rotateRefreshToken(idle), 'expired');
      await store().rotateRefreshToken(rotation(family, presented));
      const absolute = rotation(family, presented, { now: NOW + 365 * DAY });
      assert.equal(await store().rotateRefreshToken(absolute), 'expired');
    });

    it('still sees reuse in a token past its idle expiry', async () => {
      const { family, presented } = await begin();
      const turn = rotation(family, presented);
      await store().rotateRefreshToken(turn);
      await store().rotateRefreshToken(rotation(family, turn.successor.hash));
      const old = rotation(family, presented, { now: NOW + 30 * DAY + 1 });
      assert.equal(await store().rotateRefreshToken(old), 'reused');
    });

    it('is judged anew by what changed after it was read', async () => {
      const { family, presented } = await begin();
      const late = rotation(family, presented, { now: NOW + 2 * HOUR });
      const { access, now } = rotation(family, presented, { now: NOW + HOUR });
      const kept = { presentedHash: presented, now, expiresAt: NOW + 2 * HOUR, access };
      await store().keepRefreshToken({ ...kept, audit: { kept: [], reused: [] } });
      assert.equal(await store().rotateRefreshToken(late), 'expired');
      const early = { ...late, now: NOW + 2 * HOUR - 1 };
      const read = { ...early.read, refresh: { ...early.read.refresh, expiresAt: NOW } };
      assert.equal(await store().rotateRefreshToken({ ...early, read }), 'rotated');
    });

    it('stops with a suspended grant and goes on when it is resumed', async () => {
      const { grantId, family, presented } = await begin();
      const change = { grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] };
      await store().suspendGrant({ ...change, suspended: true });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'revoked');
      await store().suspendGrant({ ...change, suspended: false });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'rotated');
    });

    it('dies with its grant, and stays dead when the user consents again', async () => {
      const { grantId, family, presented } = await begin();
      await store().revokeGrant({ grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'revoked');
      await connected(store());
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'revoked');
    });

    it('knows a family that was revoked, once, and a token that was never there', async () => {
      const { family, presented } = await begin();
      assert.equal(await store().revokeFamily(family.id, NOW, []), 'revoked');
      assert.equal(await store().revokeFamily(family.id, NOW, []), 'already');
      assert.equal(await store().revokeFamily('fam_none', NOW, []), 'unknown');
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'revoked');
      assert.equal(await store().rotateRefreshToken(rotation(family, sha256('never'))), 'unknown');
      assert.equal(await store().accessToken(access(family).hash), null);
    });
  });
}
