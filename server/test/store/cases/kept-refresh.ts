import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '../../../src/lib/compare.ts';
import { TenantId } from '../../../src/model/index.ts';
import type { Keeping } from '../../../src/store/store.ts';
import { access, type Current, connected, DAY, event, logged, NOW, rotation } from '../fixtures.ts';

export function keptRefreshCases(store: Current): void {
  const begin = async () => {
    const { begun, first } = await connected(store());
    const keeping = (over: Partial<Keeping> = {}): Keeping => ({
      presentedHash: first.refresh.hash,
      now: NOW,
      expiresAt: NOW + 60 * DAY,
      access: access(first.family),
      audit: { kept: [event('token.refreshed')], reused: [event('token.reused')] },
      ...over,
    });
    return { grantId: begun.grantId, first, keeping };
  };

  describe('refresh tokens that are kept', () => {
    it('go on unused, with a later idle expiry and a new access token each time', async () => {
      const { first, keeping } = await begin();
      const turn = keeping();
      assert.equal(await store().keepRefreshToken(turn), 'kept');
      const record = await store().refreshToken(first.refresh.hash);
      assert.deepEqual(record?.refresh, {
        ...first.refresh,
        expiresAt: NOW + 60 * DAY,
        keptAt: NOW,
      });
      assert.deepEqual((await store().accessToken(turn.access.hash))?.token, turn.access);
      assert.equal(await store().keepRefreshToken(keeping({ now: NOW + 59 * DAY })), 'kept');
      assert.equal((await logged(store()))['token.refreshed'], 2);
    });

    it('expire, end with their family and grant, and are unknown when they never were', async () => {
      const { grantId, first, keeping } = await begin();
      const late = keeping({ now: first.refresh.expiresAt });
      assert.equal(await store().keepRefreshToken(late), 'expired');
      assert.equal(await store().keepRefreshToken(keeping({ now: first.family.expiresAt })), 'expired');
      assert.equal(await store().keepRefreshToken(keeping({ presentedHash: sha256('never') })), 'unknown');
      await store().revokeGrant({ grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] });
      assert.equal(await store().keepRefreshToken(keeping()), 'revoked');
      assert.equal(await store().accessToken(late.access.hash), null);
    });

    it('end their family when they had a successor', async () => {
      const { first, keeping } = await begin();
      await store().rotateRefreshToken(rotation(first.family, first.refresh.hash));
      const turn = keeping();
      assert.equal(await store().keepRefreshToken(turn), 'reused');
      assert.equal((await store().refreshToken(first.refresh.hash))?.family.revokedAt, NOW);
      assert.equal(await store().accessToken(turn.access.hash), null);
      assert.equal((await logged(store()))['token.reused'], 1);
    });

    it('give nothing to a refresh that comes after the revocation that it raced', async () => {
      const { grantId, keeping } = await begin();
      const turns = Array.from({ length: 20 }, () => keeping());
      const before = turns.slice(0, 10).map((turn) => store().keepRefreshToken(turn));
      const revoked = store().revokeGrant({ grantId, tenantId: TenantId('org_a'), now: NOW, audit: [] });
      const after = turns.slice(10).map((turn) => store().keepRefreshToken(turn));
      const raced = new Set(await Promise.all([...before, ...after]));
      assert.ok(raced.isSubsetOf(new Set(['kept', 'revoked'])), [...raced].join());
      assert.equal(await revoked, 'revoked');
      assert.equal(await store().keepRefreshToken(keeping()), 'revoked');
    });
  });
}
