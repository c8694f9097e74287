import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { follow } from './guide.ts';

/** More than that is no first page. */
const MOST_WORDS = 700;

test('README.md: its commands run as printed, beside the start that a test of its own makes', async (t) => {
  const { guide, code, said, complained } = await follow(t, '../README.md');
  assert.equal(code, 0, `${said}\n${complained}`);
  assert.match(complained, /Next, in two terminals:/);
  const others = [...guide.matchAll(/^```\n(.*?)^```$/gms)].map(([, block = '']) => block);
  assert.equal(others[0], 'git clone <this repository> latchkey && cd latchkey\nnpm start\n');
});

test('README.md is short enough for a newcomer to finish', () => {
  const words = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8').split(/\s+/);
  assert.ok(words.length < MOST_WORDS, `${words.length} words`);
});
