import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '../src/report.ts';
import { SCENARIOS } from '../src/scenarios.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('every contestant gives right answers in every scenario it has', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.json');

  // The run ends with code 1 at the first wrong answer.
  await promisify(execFile)(process.execPath, [MAIN, '--quick', '--json', file, '--data', folder], {
    env: { ...process.env, NODE_TEST_CONTEXT: '' },
  });

  const { runs, lines }: Report = JSON.parse(await readFile(file, 'utf8'));
  const measured = runs.map(({ contestant, scenario, answers }) => `${contestant}, ${scenario}: ${answers}`);
  const expected = SCENARIOS.flatMap((scenario) =>
    ['bare', 'oidc-provider', 'latchkey']
      .filter((contestant) => contestant !== 'oidc-provider' || scenario !== 'guarded call')
      .map((contestant) => `${contestant}, ${scenario}: 200`),
  );
  assert.deepEqual(measured, expected);
  const latchkey = lines.filter(({ contestant }) => contestant === 'latchkey');
  assert.ok(latchkey.every(({ toBare }) => toBare !== null && toBare > 0));
  assert.ok(latchkey.every(({ cpu, overBare }) => overBare !== null && overBare < cpu));
});
