import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryWindows } from '../../src/limits/memory-windows.ts';
import { Budget } from '../../src/limits/throttle.ts';

function budgetOf() {
  const budget = new Budget('tries', { network: 3, total: 10, seconds: 60 });
  const windows = new MemoryWindows();
  return { take: (ip: string) => budget.take(windows, ip) };
}

test('a budget is for a network: one IPv4 address in any spelling, a /64 of IPv6', async () => {
  const { take } = budgetOf();
  for (const ip of ['2001:db8:1:2::1', '2001:db8:1:2::2', '2001:db8:1:2:ffff::3']) {
    assert.equal(await take(ip), null);
  }
  assert.notEqual(await take('2001:db8:1:2::4'), null);
  assert.equal(await take('2001:db8:1:3::1'), null);
  for (let n = 0; n < 3; n++) assert.equal(await take(n === 1 ? '::ffff:192.0.2.1' : '192.0.2.1'), null);
  assert.notEqual(await take('192.0.2.1'), null);
});

test('all networks together have an end, and one that was refused takes nothing of it', async () => {
  const { take } = budgetOf();
  for (let n = 0; n < 50; n++) await take('192.0.2.1');
  let taken = 3;
  for (let n = 0; n < 100; n++) if ((await take(`2001:db8:0:${n}::1`)) === null) taken++;
  assert.equal(taken, 10);
  const wait = await take('198.51.100.1');
  assert.ok(wait !== null && wait >= 1 && wait <= 60, `${wait}`);
});
