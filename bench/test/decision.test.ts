import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../src/decision/main.ts', import.meta.url));

test('decisions and the bare call are allowed and measured in turns', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'decision.json');
  const few = ['--rounds', '1', '--calls', '64', '--data', folder, '--json', file];
  await promisify(execFile)(process.execPath, [MAIN, ...few], {
    env: { ...process.env, NODE_TEST_CONTEXT: '' },
  });
  const lines: { name: string; median: number }[] = JSON.parse(await readFile(file, 'utf8'));
  assert.deepEqual(
    lines.map(({ name }) => name),
    [
      'bare',
      'the row by the store alone',
      'full decision',
      'full decision, buffered',
      'local decision of the SDK',
      'guard that decides locally, with its questions and reports',
    ],
  );
  assert.ok(lines.every(({ median }) => median > 0));
});
