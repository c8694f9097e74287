import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Patterns that tie a file to one machine, each with an example that must be found; assembled, so that this
 * file does not break its own rule.
 */
const TIES: Record<string, { pattern: RegExp; example: string }> = {
  'a home or work folder of one machine': {
    pattern: /(?<![\w.~-])\/(?:root|home\/\w+|Users\/\w+|work)\/[\w.-]/,
    example: ['see ', 'home', 'anna', 'notes.txt'].join('/'),
  },
  'the host of a package registry': {
    pattern: new RegExp(
      ['registry\\.npmjs\\.org', 'registry\\.yarnpkg\\.com', 'npm\\.pkg\\.github'].join('|'),
    ),
    example: ['https://registry', 'npmjs', 'org/zod'].join('.'),
  },
};

const text = /\.(ts|tsx|js|mjs|json|md|ya?ml|css|html|sh|txt|conf|py)$|^[^.]*$|(^|\/)\.[^/.]+$/;

async function trackedFiles(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: ROOT, maxBuffer: 1 << 26 });
  return stdout.split('\0').filter((path) => path && text.test(path));
}

const tied = (content: string) => Object.entries(TIES).filter(([, { pattern }]) => pattern.test(content));

test('no file of the repository is tied to one machine or to one package registry', async () => {
  const broken: string[] = [];
  for (const path of await trackedFiles()) {
    // A file that was deleted and not yet committed so.
    const content = await readFile(join(ROOT, path), 'utf8').catch(() => '');
    for (const [what, { pattern }] of tied(content))
      broken.push(`${path}: ${what}: ${pattern.exec(content)?.[0]}`);
  }
  assert.deepEqual(broken, []);
});

test('the lock file names packages by version and integrity, not by address', async () => {
  const lock: { packages: Record<string, { resolved?: string; link?: boolean }> } = JSON.parse(
    await readFile(join(ROOT, 'package-lock.json'), 'utf8'),
  );
  const addressed = Object.entries(lock.packages).filter(([, { resolved, link }]) => resolved && !link);
  assert.deepEqual(addressed, []);
});

test('each tie is recognised', () => {
  for (const [what, { example }] of Object.entries(TIES)) {
    assert.deepEqual(
      tied(example).map(([found]) => found),
      [what],
    );
  }
  assert.deepEqual(tied('GET /users/42 and https://example.com/work/1 in ./home/page'), []);
});
