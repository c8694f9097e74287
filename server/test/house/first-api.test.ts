import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from './guide.ts';

test('docs/tutorials/first-api.md: every command runs as printed, and is answered as it says', async (t) => {
  const { code, said, complained, statuses } = await follow(t, 'tutorials/first-api.md');
  assert.equal(code, 0, `${said}\n${complained}`);
  assert.deepEqual(statuses, [401, 200, 403, 201, 403, 401, 200], `${said}\n${complained}`);
  assert.match(said, /insufficient_scope.*insufficient_role/s);
  assert.match(said, /"shop":\{"id":"north"/);
});
