import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  access,
  type Current,
  connected,
  DAY,
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

    it('repeats for a public client only within its window', async () => {
      const { family, presented } = await begin();
      const at = (now: number) => rotation(family, presented, { now, repeatWithin: 60 * SECOND });
      assert.equal(await store().rotateRefreshToken(at(NOW)), 'rotated');
      assert.equal(await store().rotateRefreshToken(at(NOW + 60 * SECOND)), 'repeated');
      assert.equal(await store().rotateRefreshToken(at(NOW + 60 * SECOND + 1)), 'reused');
    });

    it('does not repeat a successor that expired, nor one that was never there', async () => {
      const { family, presented } = await begin();
      const short = refresh(family, { hash: 'short', expiresAt: NOW + 2 * HOUR });
      await store().rotateRefreshToken(rotation(family, presented, { successor: short }));
      const late = rotation(family, presented, { successor: short, now: NOW + 2 * HOUR });
      assert.equal(await store().rotateRefreshToken(late), 'reused');

      const other = await begin();
      await store().rotateRefreshToken(rotation(other.family, other.presented));
      const derivedElsewhere = rotation(other.family, other.presented, { successor: refresh(other.family) });
      assert.equal(await store().rotateRefreshToken(derivedElsewhere), 'reused');
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

    it('stops with a suspended grant and goes on when it is resumed', async () => {
      const { grantId, family, presented } = await begin();
      const change = { grantId, tenantId: 'org_a', now: NOW, audit: [] };
      await store().suspendGrant({ ...change, suspended: true });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'revoked');
      await store().suspendGrant({ ...change, suspended: false });
      assert.equal(await store().rotateRefreshToken(rotation(family, presented)), 'rotated');
    });

    it('dies with its grant, and stays dead when the user consents again', async () => {
      const { grantId, family, presented } = await begin();
      await store().revokeGrant({ grantId, tenantId: 'org_a', now: NOW, audit: [] });
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
      assert.equal(await store().rotateRefreshToken(rotation(family, 'never')), 'unknown');
      assert.equal(await store().accessToken(access(family).hash), null);
    });
  });
}
