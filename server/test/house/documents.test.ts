import assert from 'node:assert/strict';
import { accessSync, constants, existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'node:test';

const ROOT = join(import.meta.dirname, '../../..');
const LINK = /\]\(([^)\s]+)\)/g;

it('what a newcomer looks for is there', () => {
  for (const name of ['README.md', 'ARCHITECTURE.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md']) {
    assert.ok(existsSync(join(ROOT, name)), name);
  }
  assert.match(readFileSync(join(ROOT, 'LICENSE'), 'utf8'), /Apache License\s+Version 2\.0/);
  assert.ok(globSync('docs/decisions/*.md', { cwd: ROOT }).length > 0);
  accessSync(join(ROOT, '.ci/run'), constants.X_OK);
});

it('every link from one document to a file leads to it', () => {
  const documents = globSync(['*.md', '{docs,server,sdk,examples,bench}/**/*.md'], {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  });
  assert.ok(documents.length > 10);
  const broken = documents.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(LINK)].flatMap(([, target = '']) => {
      const path = target.split('#')[0] ?? '';
      if (path === '' || /^[a-z]+:/.test(path)) return [];
      return existsSync(join(ROOT, dirname(file), path)) ? [] : [`${file}: ${target}`];
    }),
  );
  assert.deepEqual(broken, []);
});
