import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AuditSeal, AuditSealPart } from '../../../src/model/index.ts';
import { type Current, event, NOW } from '../fixtures.ts';

function seal(number: number, ids: [number, number], at = NOW): { seal: AuditSeal; parts: AuditSealPart[] } {
  const [firstId, lastId] = ids;
  const digests = {
    root: 'root',
    previous: number === 1 ? '' : 'before',
    keyId: 'key',
    signature: 'signature',
  };
  const leaves: [number, string][] = [];
  for (let id = firstId; id <= lastId; id++) leaves.push([id, `digest ${id}`]);
  return {
    seal: { number, firstId, lastId, at, ...digests },
    parts: [{ seal: number, kind: 'api.called', rows: leaves.length, root: 'part', leaves }],
  };
}

export function sealCases(store: Current): void {
  const calls = (count: number) => store().record(Array.from({ length: count }, () => event('api.called')));
  const add = ({ seal: made, parts }: ReturnType<typeof seal>) => store().addSeal(made, parts);
  const removed = () => event('audit.removed', { tenantId: null });

  describe('seals', () => {
    it('keeps seals and their parts as they were made, in order', async () => {
      assert.equal(await store().lastSeal(), null);
      const [one, two] = [seal(1, [1, 3]), seal(2, [4, 4])];
      assert.deepEqual([await add(one), await add(two)], ['sealed', 'sealed']);
      assert.deepEqual(await store().lastSeal(), two.seal);
      assert.deepEqual(await store().sealsAfter(0, 10), [one.seal, two.seal]);
      assert.deepEqual(await store().sealsAfter(1, 10), [two.seal]);
      assert.deepEqual(await store().sealParts(1), one.parts);
    });

    it('takes only the next seal, and one of many that race', async () => {
      assert.equal(await add(seal(2, [1, 1])), 'behind');
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => add(seal(1, [1, 1]))));
      assert.equal(outcomes.filter((outcome) => outcome === 'sealed').length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === 'behind').length, 19);
    });

    it('gives the rows after an id, oldest first', async () => {
      await calls(5);
      const rows = await store().auditAfter(2, 2);
      assert.deepEqual(
        rows.map(({ id }) => id),
        [3, 4],
      );
    });

    it('removes what is old enough, never under the newest seal, and says so in the same step', async () => {
      await calls(6);
      await add(seal(1, [1, 2], NOW - 2));
      await add(seal(2, [3, 4], NOW - 1));
      await add(seal(3, [5, 6], NOW - 1));
      assert.equal(await store().oldestSealed('token.issued'), null);
      const [one, two, three] = await store().sealsAfter(0, 10);
      assert.ok(one && two && three);
      assert.deepEqual(await store().oldestSealed('api.called'), { kind: 'api.called', seal: one });
      const said: unknown[] = [];
      const remove = (under: AuditSeal) =>
        store().removeSealedRows({
          seal: under,
          kinds: ['api.called'],
          trusted: () => ({ 'token.issued': 5 }),
          audit: (what) => {
            said.push(what);
            return removed();
          },
        });
      assert.equal(await remove(three), 0, 'the newest stays');
      assert.equal(await remove(one), 2);
      assert.deepEqual(said, [
        { rows: 2, through: { 'api.called': 1 }, left: [one], firstSeal: 2, head: three },
      ]);
      assert.deepEqual(await store().oldestSealed('api.called'), { kind: 'api.called', seal: two });
      const left = await store().auditTrail({ after: 0, limit: 10 });
      assert.deepEqual(
        left.map(({ id, kind }) => [id, kind]),
        [
          [3, 'api.called'],
          [4, 'api.called'],
          [5, 'api.called'],
          [6, 'api.called'],
          [7, 'audit.removed'],
        ],
      );
      assert.deepEqual(await store().sealParts(1), []);
      assert.deepEqual((await store().sealsAfter(0, 10)).length, 2);
      await remove(two);
      const through = { 'api.called': 2, 'token.issued': 5 };
      assert.deepEqual(said[1], { rows: 2, through, left: [two], firstSeal: 3, head: three });
      assert.equal(await store().oldestSealed('api.called'), null, 'never the newest seal');
    });

    it('says once what left, when two nodes remove it at once', async () => {
      await calls(3);
      await add(seal(1, [1, 2]));
      await add(seal(2, [3, 3]));
      const [first] = await store().sealsAfter(0, 1);
      assert.ok(first);
      const removing = {
        seal: first,
        kinds: ['api.called' as const],
        trusted: () => null,
        audit: removed,
      };
      const gone = await Promise.all([removing, removing].map((each) => store().removeSealedRows(each)));
      assert.deepEqual(gone.sort(), [0, 2]);
      assert.equal((await store().auditTrail({ kind: 'audit.removed', limit: 9 })).length, 1);
    });

    it('goes back to the newest row about a removal that can be believed', async () => {
      await calls(2);
      await store().record([removed(), event('audit.removed', { requestId: 'forged' })]);
      await add(seal(1, [1, 1]));
      await add(seal(2, [2, 2]));
      const [first] = await store().sealsAfter(0, 1);
      assert.ok(first);
      let through: unknown;
      await store().removeSealedRows({
        seal: first,
        kinds: ['api.called'],
        trusted: (row) => ('unreadable' in row || row.requestId === 'forged' ? null : { 'role.removed': 9 }),
        audit: (what) => {
          through = what.through;
          return removed();
        },
      });
      assert.deepEqual(through, { 'role.removed': 9, 'api.called': 1 });
    });

    it('keeps the root of a part that left while others under its seal stay', async () => {
      await calls(2);
      await store().record([event('session.opened')]);
      const first = seal(1, [1, 2], NOW - 1);
      const sessions: AuditSealPart = {
        seal: 1,
        kind: 'session.opened',
        rows: 1,
        root: 'other',
        leaves: [[3, 'x']],
      };
      await store().addSeal({ ...first.seal, lastId: 3 }, [...first.parts, sessions]);
      await calls(1);
      await add(seal(2, [4, 4]));
      const under = { ...first.seal, lastId: 3 };
      const trusted = () => null;
      await store().removeSealedRows({ seal: under, kinds: ['api.called'], trusted, audit: removed });
      assert.deepEqual(await store().sealParts(1), [{ ...first.parts[0], leaves: null }, sessions]);
    });
  });
}
