import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPostgres } from '../../scripts/postgres.ts';

const SCRIPT = fileURLToPath(new URL('../src/revocation.ts', import.meta.url));
const few = ['--nodes', '2', '--revocations', '3', '--connections', '1', '--rest', '100', '--json'];
const skip = findPostgres() === null && 'PostgreSQL 15 or newer is not there';

test('a token that one process revokes is refused by another, while both take calls', { skip }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, ...few], {
    env: { ...process.env, NODE_TEST_CONTEXT: '' },
  });
  const { refusals, allowed } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  assert.equal(refusals, 3);
  // Without push they were allowed for 5 seconds each, hundreds of times.
  assert.ok(allowed < 30, `${allowed} calls allowed`);
});
