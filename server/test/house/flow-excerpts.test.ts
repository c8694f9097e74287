import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../../..');
const FLOWS = join(ROOT, 'docs/guides/flows');
const EXCERPT = /<!-- excerpt of (\S+) -->\n```\w*\n([\s\S]*?)\n```/g;

/** Indentation does not matter: what is deep inside a test stands at the margin of a page. */
function flush(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

describe('a page about a flow shows what a test runs', () => {
  for (const name of readdirSync(FLOWS)) {
    const page = readFileSync(join(FLOWS, name), 'utf8');
    it(`${name} has a command or a snippet that a test runs`, () => {
      assert.ok(name === 'README.md' || page.includes('<!-- excerpt of ') || page.includes('```sh\n'));
    });
    for (const [, file = '', code = ''] of page.matchAll(EXCERPT)) {
      it(`${name}: ${code.slice(0, 60).trim()}`, () => {
        const source = readFileSync(join(ROOT, file), 'utf8');
        assert.ok(flush(source).includes(flush(code)), `${name} shows something that ${file} does not run`);
      });
    }
  }
});
