import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TenantId, UserId } from '../../../src/model/index.ts';
import type { JudgedMember } from '../../../src/store/store.ts';
import { type Current, event, logged, NOW, tally } from '../fixtures.ts';

/** In Birch Ltd, Ben is the owner and Ann has a role that the tenant made. */
export function judgedRoleCases(store: Current): void {
  const tenantId = TenantId('org_b');
  const byBen = async (over: Partial<JudgedMember> = {}): Promise<JudgedMember> => ({
    by: { userId: UserId('usr_ben'), role: 'owner' },
    made: await store().customRoles(tenantId),
    from: 'owner',
    managing: ['owner', 'partner'],
    ...over,
  });
  const give = (userId: UserId, role: string, judged: JudgedMember) =>
    store().setRole({ tenantId, userId, role, judged, audit: [event('member.role_changed')] });
  const remove = (userId: UserId, judged: JudgedMember) =>
    store().removeMember({ tenantId, userId, now: NOW, judged, audit: [event('member.removed')] });
  const roleOf = async (userId: UserId) => (await store().membership(userId, tenantId))?.role;

  describe('a change of roles that a manager makes', () => {
    it('leaves a tenant its last manager, who may take another role that manages it', async () => {
      const judged = await byBen();
      assert.equal(await give(UserId('usr_ben'), 'clerk', judged), 'last_manager');
      assert.equal(await remove(UserId('usr_ben'), judged), 'last_manager');
      assert.deepEqual([await roleOf(UserId('usr_ben')), await logged(store())], ['owner', {}]);
      assert.equal(await give(UserId('usr_ben'), 'partner', judged), 'changed');
      await store().setRole({ tenantId, userId: UserId('usr_ann'), role: 'owner', audit: [] });
      assert.equal(await give(UserId('usr_ben'), 'clerk', await byBen({ ...ben('partner') })), 'changed');
    });

    it('of two who step down, leave or end each other’s role at once, one stays', async () => {
      const ann = { by: { userId: UserId('usr_ann'), role: 'owner' } };
      const races: [string, (judged: JudgedMember) => Promise<string>[], Record<string, number>][] = [
        [
          'step down',
          (judged) => [
            give(UserId('usr_ben'), 'clerk', judged),
            give(UserId('usr_ann'), 'clerk', { ...judged, ...ann }),
          ],
          { changed: 1, last_manager: 1 },
        ],
        [
          'end each other',
          (judged) => [
            give(UserId('usr_ann'), 'clerk', judged),
            give(UserId('usr_ben'), 'clerk', { ...judged, ...ann }),
          ],
          { changed: 1, overtaken: 1 },
        ],
        [
          'leave',
          (judged) => [remove(UserId('usr_ben'), judged), remove(UserId('usr_ann'), { ...judged, ...ann })],
          { removed: 1, last_manager: 1 },
        ],
      ];
      for (const [what, race, expected] of races) {
        for (const userId of ['usr_ann', 'usr_ben'].map(UserId)) {
          await store().setRole({ tenantId, userId, role: 'owner', audit: [] });
        }
        assert.deepEqual(tally(await Promise.all(race(await byBen()))), expected, what);
      }
    });

    it('is judged again when what it was judged by has changed', async () => {
      const clerk = { tenantId, name: 'clerk', title: 'Clerk', permissions: ['cases.read'] };
      const judged = await byBen({ from: 'clerk' });
      const wider = { ...clerk, permissions: ['*'] };
      assert.equal(await give(UserId('usr_ann'), 'viewer', { ...judged, from: 'viewer' }), 'overtaken');
      assert.equal(
        await give(UserId('usr_ann'), 'viewer', {
          ...judged,
          by: { userId: UserId('usr_ben'), role: 'partner' },
        }),
        'overtaken',
      );
      assert.equal(await give(UserId('usr_ann'), 'viewer', { ...judged, made: [wider] }), 'overtaken');
      assert.equal(await remove(UserId('usr_ann'), { ...judged, made: [] }), 'overtaken');
      assert.equal(await store().saveCustomRole(wider, [], { ...judged, made: [] }), 'overtaken');
      const removal = { tenantId, name: 'clerk', judged: { ...judged, made: [wider] }, audit: [] };
      assert.equal(await store().removeCustomRole(removal), 'overtaken');
      assert.deepEqual(
        [await roleOf(UserId('usr_ann')), await store().customRoles(tenantId)],
        ['clerk', [clerk]],
      );
      assert.equal(await store().saveCustomRole(wider, [], judged), 'saved');
      assert.equal(await give(UserId('usr_ann'), 'viewer', { ...judged, made: [wider] }), 'changed');
      assert.deepEqual(await logged(store()), { 'member.role_changed': 1 });
    });
  });
}

function ben(role: string): Partial<JudgedMember> {
  return { by: { userId: UserId('usr_ben'), role }, from: role };
}
