import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as oauth4webapi from 'oauth4webapi';
import * as openidClient from 'openid-client';
import * as simpleOAuth2 from 'simple-oauth2';

const ROOT = join(import.meta.dirname, '../../..');
const LIBRARIES: Record<string, object | null> = {
  'openid-client': openidClient,
  oauth4webapi,
  'simple-oauth2': simpleOAuth2,
  'passport-oauth2': null,
  '@auth/core': null,
  '@modelcontextprotocol/sdk': null,
};

/** The files that the tests share. */
const HARNESSES = ['server/test/interop/relying-party.ts', 'server/test/oauth/library.ts'];

/** The page's section on each library, by its name: version and text. */
const sections = new Map(
  readFileSync(join(ROOT, 'docs/project/interop.md'), 'utf8')
    .split('\n## ')
    .slice(1)
    .map((text) => {
      const [, name = '', version = ''] = /^(\S+) (\d+)\n/.exec(text) ?? [];
      return [name, { version, text }] as const;
    }),
);

const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const filesIn = (text: string) => [
  ...new Set([...text.matchAll(/`((?:server|examples)\/test\/[^`]+)`/g)].map(([, file = '']) => file)),
];

describe('docs/project/interop.md', () => {
  it('has the libraries that are tried, each in the version that is installed', () => {
    assert.deepEqual([...sections.keys()], Object.keys(LIBRARIES));
    for (const [name, { version }] of sections) {
      const file = join(ROOT, 'node_modules', name, 'package.json');
      const installed = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
      assert.equal(version, installed.version.split('.')[0], name);
    }
  });

  it('names for each library every file that takes it through something', () => {
    for (const [name, { text }] of sections) {
      const named = filesIn(text);
      const using = globSync('server/test/**/*.test.ts', { cwd: ROOT }).filter(
        (file) =>
          !file.startsWith('server/test/house/') && new RegExp(`from '${name}['/]`).test(source(file)),
      );
      assert.deepEqual(
        using.filter((file) => !named.includes(file)),
        [],
        name,
      );
      for (const file of named) assert.ok(existsSync(join(ROOT, file)), file);
    }
  });

  for (const [name, exports] of Object.entries(LIBRARIES)) {
    if (exports === null) continue;
    it(`says of each function of ${name} what comes of it, and a test calls it`, () => {
      const { text = '' } = sections.get(name) ?? {};
      const functions = Object.entries(exports).flatMap(([key, value]) =>
        typeof value === 'function' && key !== 'default' && key !== 'module.exports' ? [key] : [],
      );
      assert.ok(functions.length >= 3);
      const unsaid = functions.filter((each) => !text.includes(`\`${each}\``));
      assert.deepEqual(unsaid, []);

      for (const row of text
        .split('\n')
        .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))) {
        const [flow = '', by = ''] = row.slice(2).split(' | ');
        if (flow === 'flow' || /^(Refused|Not there)/.test(flow)) continue;
        const sources = [...filesIn(row), ...HARNESSES].map(source).join('\n');
        for (const [, called = ''] of by.matchAll(/`(\w+)`/g)) {
          assert.ok(
            sources.includes(`.${called}`) || sources.includes(` ${called}`),
            `${flow}: nobody calls ${called}`,
          );
        }
      }
    });
  }
});
