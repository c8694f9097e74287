import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { GO_TOOL } from '../../../scripts/from-pypi.ts';
import { NGINX } from '../../../scripts/nginx.ts';
import { POSTGRES } from '../../../scripts/postgres.ts';
import { REDIS } from '../../../scripts/redis.ts';
import { BROWSERS, TOOLS } from '../../../scripts/tools.ts';
import { isOlder, readVersion, versionOf } from '../../../scripts/version.ts';

test('docs/project/tests.md names every command that tests run, with the oldest version', async () => {
  const page = await readFile(new URL('../../../docs/project/tests.md', import.meta.url), 'utf8');
  const rows = [...TOOLS, NGINX, REDIS].map(
    (tool) => `| \`${tool.command}\` | ${tool.oldest} | Debian's \`${tool.package}\` | ${tool.for} |`,
  );
  const [{ oldest, package: from, for: why }] = BROWSERS as [(typeof BROWSERS)[number]];
  const browsers = BROWSERS.map(({ command }) => `\`${command}\``).join(', ');
  const go = `| \`${GO_TOOL.command}\` | ${GO_TOOL.oldest} | PyPI's \`${GO_TOOL.package}\` | ${GO_TOOL.for} |`;
  const postgres = `| \`postgres\`, \`initdb\` | ${POSTGRES.oldest} | \`${POSTGRES.package}\` | ${POSTGRES.for} |`;
  for (const row of [...rows, go, postgres, `| ${browsers} | ${oldest} | \`${from}\` | ${why} |`]) {
    assert.ok(page.includes(`\n${row}\n`), row);
  }
});

test('a version is read out of what each command says', () => {
  const said: [said: string, version: string][] = [
    ['curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19', '7.88.1'],
    ['Python 3.11.7', '3.11.7'],
    ['OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)', '3.0.19'],
    ['certtool 3.7.9', '3.7.9'],
    ['nginx version: nginx/1.22.1', '1.22.1'],
    ['Chromium 153.0.8010.0 built on Debian 12.11', '153.0.8010.0'],
    ['Google Chrome 154.0.1.2 unknown', '154.0.1.2'],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['go version go1.26.8 linux/amd64', '1.26.8'],
    ['nothing of the kind', ''],
  ];
  for (const [text, version] of said) assert.equal(readVersion(text), version);
  assert.match(versionOf({ command: process.execPath }) ?? '', /^24\./);
  assert.equal(versionOf({ command: 'latchkey-no-such-command' }), null);
});

test('a version is older by its numbers', () => {
  for (const [version, oldest, older] of [
    ['7.9', '7.88', true],
    ['7.88.1', '7.88', false],
    ['8.0', '7.88', false],
    ['3', '3.0', false],
    ['152.9.9.9', '153', true],
    ['', '1.0', true],
  ] as const) {
    assert.equal(isOlder(version, oldest), older, `${version} ${oldest}`);
  }
});
