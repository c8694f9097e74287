import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../src/large/main.ts', import.meta.url));

test('tokens that were copied into a database are taken, and its log is searched, exported and verified', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const few = [
    '--tokens',
    '400',
    '--grants',
    '40',
    '--accounts',
    '10',
    '--rows',
    '400',
    '--small-tokens',
    '100',
  ];
  // Without calls beside expiry, which wait for the next round of the cleaner.
  const short = ['--only', 'calls,log,chores', '--chores', '64'];
  // The run ends with another code at the first call that is refused.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MAIN, ...few, ...short, '--sample', '50', '--warm-ups', '1', '--rounds', '1', '--data', folder],
    { env: { ...process.env, NODE_TEST_CONTEXT: '' } },
  );
  assert.match(stdout, /\| cold +\| +\d+ \|/);
  assert.match(stdout, /a page of the log, of one user: [\d.]+/);
  assert.match(stdout, /export: \d+ rows\/s/);
  assert.match(stdout, /verify: \d+ rows\/s/);
  assert.match(stdout, /loop, sealing them: /);
});
