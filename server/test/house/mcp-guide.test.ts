import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { follow } from './guide.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('docs/guides/mcp.md: every command runs as printed, and is answered as it says', async (t) => {
  const { code, said, complained, statuses } = await follow(t, 'guides/mcp.md');
  assert.equal(code, 0, `${said}\n${complained}`);
  assert.deepEqual(statuses, [401, 200, 200], `${said}\n${complained}`);
  assert.match(
    said,
    /resource_metadata="http:\/\/mcp\.weather\.localhost:\d+\/\.well-known\/oauth-protected-resource\/mcp"/,
  );
  const described = JSON.parse(/\{"resource":.*\}/.exec(said)?.[0] ?? '{}');
  const [, asked] = /resource_metadata="(http:\/\/[^/]+)/.exec(said) ?? [];
  assert.equal(described.resource, `${asked}/mcp`);
});

test('docs/guides/mcp.md shows the domain of the example as it is', () => {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .join('\n');
  const guide = readFileSync(join(ROOT, 'docs/guides/mcp.md'), 'utf8');
  const [, file = '', shown = ''] = /<!-- excerpt of (\S+) -->\n```\w*\n([\s\S]*?)\n```/.exec(guide) ?? [];
  assert.ok(lines(readFileSync(join(ROOT, file), 'utf8')).includes(lines(shown)));
});
