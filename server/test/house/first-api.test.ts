import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPage } from './printed-page.ts';

test('docs/first-api.md: every command runs as printed, and is answered as it says', async (t) => {
  const { code, said, complained } = await runPage(t, 'first-api.md');
  assert.equal(code, 0, `${said}\n${complained}`);
  const statuses = [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  assert.deepEqual(statuses, [401, 200, 403, 201, 403, 401, 200, 401, 200], `${said}\n${complained}`);
  assert.match(said, /insufficient_scope.*insufficient_role/s);
  assert.match(said, /"shop":\{"id":"north"/);
});
