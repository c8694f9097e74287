import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesUnmanaged } from '../../../src/rules/tenant/managers.ts';

test('a tenant is left unmanaged when its last manager becomes none, or leaves', () => {
  const cases: [string, string | null, boolean, boolean][] = [
    ['owner', 'viewer', false, true],
    ['owner', null, false, true],
    ['owner', 'partner', false, false],
    ['owner', 'viewer', true, false],
    ['owner', null, true, false],
    ['viewer', null, false, false],
    ['viewer', 'owner', false, false],
  ];
  for (const [from, to, othersManage, expected] of cases) {
    const left = leavesUnmanaged(['owner', 'partner'], { from, to, othersManage });
    assert.equal(left, expected, `${from} → ${to ?? 'gone'}, ${othersManage ? 'with' : 'without'} another`);
  }
});
