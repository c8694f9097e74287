import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TenantId, UserId } from '../../src/model/index.ts';
import type { Store } from '../../src/store/store.ts';
import { seed } from './fixtures.ts';

const MANAGER = fileURLToPath(new URL('./children/manager.ts', import.meta.url));

/**
 * Lets the two managers of a tenant step down at once, each in a process of its own, and sees that one of them stays.
 * `place` is what the processes are given to open the same store.
 */
export async function stepDownAtOnce(t: TestContext, store: Store, ...place: string[]): Promise<void> {
  await store.seedOnce(seed());
  const managers = ['usr_ann', 'usr_ben'].map(UserId);
  const children = managers.map((userId) => {
    const child = spawn(process.execPath, [MANAGER, userId, ...place], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return { child, lines, exited: once(child, 'exit') };
  });
  t.after(() => children.forEach(({ child }) => void child.kill()));
  for (const { lines } of children) assert.equal((await lines.next()).value, 'ready');
  for (let round = 0; round < 20; round++) {
    for (const userId of managers) {
      await store.setRole({ tenantId: TenantId('org_b'), userId, role: 'owner', audit: [] });
    }
    for (const { child } of children) child.stdin.write('step down\n');
    const outcomes = await Promise.all(children.map(async ({ lines }) => (await lines.next()).value));
    assert.deepEqual(outcomes.sort(), ['changed', 'last_manager'], `round ${round}`);
    assert.equal(await store.isHeldByOther(['owner'], TenantId('org_b'), UserId('nobody')), true);
  }
  for (const { child } of children) child.stdin.end();
  for (const { exited } of children) assert.deepEqual(await exited, [0, null]);
}
