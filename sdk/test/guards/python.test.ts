import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findGuardPython } from '../../../scripts/guard-python.ts';
import { packWheel } from '../../../scripts/packages/wheel.ts';
import { startBothWays } from './both-ways.ts';

const run = promisify(execFile);
const PROJECT = fileURLToPath(new URL('../../../guards/python', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/latchkey/', import.meta.url));
const python = findGuardPython();
const skip = python === null && 'there is no Python with the packages of guards/python';

/** Builds the wheel, and installs it in a new environment that sees the packages of the cached one. */
async function installWheel(t: TestContext, base: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-wheel-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const wheel = await packWheel(folder, base);
  assert.match(basename(wheel), /^latchkey_guard-\d+\.\d+\.\d+-py3-none-any\.whl$/);
  await run(base, ['-m', 'venv', '--without-pip', join(folder, 'venv')]);
  const own = join(folder, 'venv/bin/python');
  const where = ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'];
  const [theirs, ours] = await Promise.all(
    [base, own].map(async (each) => (await run(each, where)).stdout.trim()),
  );
  await writeFile(join(String(ours), 'packages-of-the-tests.pth'), `${theirs}\n`);
  await run('python3', ['-m', 'pip', '--python', own, 'install', '-q', '--no-index', '--no-deps', wheel]);
  return own;
}

test('the wheel for Python guards FastAPI, Flask and Django, and passes the vectors', { skip }, async (t) => {
  const own = await installWheel(t, String(python));
  const env = { ...process.env, ...(await startBothWays(t)), PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await run(own, ['-m', 'pytest'], { cwd: PROJECT, env }).catch((error) => error);
  assert.match(stdout, /^\d+ passed in /m, stdout);
  assert.doesNotMatch(stdout, /skipped|failed|error/, stdout);
});

test('the types of the package for Python are strict', { skip }, async () => {
  const args = ['-m', 'mypy', '--cache-dir', join(CACHE, 'mypy')];
  const { stdout } = await run(String(python), args, { cwd: PROJECT }).catch((error) => error);
  assert.match(stdout, /^Success: no issues found in \d+ source files/, stdout);
});
