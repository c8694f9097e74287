import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NodeReport } from '../../../src/model/index.ts';
import { type Current, MINUTE } from '../fixtures.ts';

const NOW = 1_800_000_000_000;

export function nodeCases(store: Current): void {
  describe('what nodes tell of themselves', () => {
    const report = (over: Partial<NodeReport>): NodeReport => ({
      ...{ name: 'a', version: '1.0.0', startedAt: NOW, seenAt: NOW, push: 'up', pushAge: null },
      ...{ chores: false, remembered: 3, cleanedAt: null, ...over },
    });

    it('is kept as each told it last, and forgotten when it stops, or was not seen for long', async () => {
      const told = (each: NodeReport) => store().reportNode(each, each.seenAt - MINUTE);
      await told(report({}));
      await told(report({ name: 'b', push: 'none' }));
      const later = report({ seenAt: NOW + MINUTE, pushAge: 12, chores: true, cleanedAt: NOW });
      await told(later);
      assert.deepEqual(await store().nodeReports(10), [later, report({ name: 'b', push: 'none' })]);
      assert.equal((await store().nodeReports(1)).length, 1);
      const last = report({ seenAt: NOW + MINUTE + 1 });
      await told(last);
      assert.deepEqual(await store().nodeReports(10), [last]);
      await store().endNode('a');
      assert.deepEqual(await store().nodeReports(10), []);
    });
  });
}
