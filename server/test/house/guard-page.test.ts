import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('docs/tutorials/guard.md: the app has ten lines', async () => {
  const page = await readFile(new URL('../../../docs/tutorials/guard.md', import.meta.url), 'utf8');
  const [, app = ''] = /server\.mjs <<'EOF'\n(.*?)EOF\n/s.exec(page) ?? [];
  assert.equal(app.trimEnd().split('\n').length, 10);
});
