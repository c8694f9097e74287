import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { PROFILE_NAMES, type ProfileName } from '../../src/config/index.ts';
import { PROFILES } from '../../src/config/profiles/profile.ts';

function inCode(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** `mcp` has all demands of `oauth2.1`; the page says so instead of repeating them. */
function demandsOf(name: ProfileName) {
  const { demands } = PROFILES[name];
  return name === 'mcp' ? demands.filter((each) => !PROFILES['oauth2.1'].demands.includes(each)) : demands;
}

/** A section of the page is about one standard, which its rows do not name again. */
const STANDARDS: Record<ProfileName, string> = {
  'oauth2.1': 'OAuth 2.1 section ',
  fapi2: 'FAPI 2.0 Security Profile section ',
  mcp: 'MCP 2026-07-28 authorization, ',
};

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
      demandsOf(name).map(({ name: demand, source, field, value, missingOf }) => [
        demand,
        source.replace(STANDARDS[name], ''),
        field === undefined ? 'always' : `\`${field}\``,
        value === undefined ? '' : `\`${inCode(value)}\``,
        missingOf ? 'looked at' : '',
      ]),
    );
  }
});
