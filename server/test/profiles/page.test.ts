import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PROFILE_NAMES } from '../../src/config/index.ts';
import { PROFILES } from '../../src/config/profiles/profile.ts';

function inCode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

test('docs/reference/profiles.md lists every demand of every profile, with its source and the field that decides it', async () => {
  const text = await readFile(new URL('../../../docs/reference/profiles.md', import.meta.url), 'utf8');
  for (const name of PROFILE_NAMES) {
    const section = text.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map(([, ...cells]) => cells.slice(0, 5))
      .slice(2);
    assert.deepEqual(
      rows,
      PROFILES[name].demands.map(({ name, source, field, value, missingOf }) => [
        name,
        source,
        field === undefined ? 'always' : `\`${field}\``,
        value === undefined ? '' : `\`${inCode(value)}\``,
        missingOf ? 'looked at' : '',
      ]),
    );
  }
});
