import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../src/cli/run.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const files = globSync('deploy/**/*.*', { cwd: ROOT }).filter((path) => !/\.(tgz|json)$/.test(path));
const everything = [...files, 'deploy/docker/Dockerfile'].map((path) => [path, read(path)] as const);

test('deploy/ sets variables that the configuration page has, and options that its commands take', () => {
  const documented = read('docs/reference/configuration.md');
  const usage = COMMANDS.map((command) => command.usage).join('\n');
  for (const [path, text] of everything) {
    // Of compose and the unit themselves, not of Latchkey.
    const own = /^LATCHKEY_(IMAGE|OPTIONS)$/;
    for (const [name] of text.matchAll(/\bLATCHKEY_[A-Z_]+\b/g)) {
      if (!own.test(name)) assert.ok(documented.includes(`\`${name}\``), `${path} sets ${name}`);
    }
    for (const [option] of text.matchAll(
      /--(?:listen|notice|metrics-\w+|tls-\w+|trusted-proxy|if-absent)/g,
    )) {
      assert.ok(usage.includes(option), `${path} uses ${option}`);
    }
  }
});

test('image, unit and chart run a version of Node that Latchkey accepts', () => {
  const { engines } = JSON.parse(read('server/package.json')) as { engines: { node: string } };
  const [, major] = /^>=(\d+)/.exec(engines.node) ?? [];
  const images = [...read('deploy/docker/Dockerfile').matchAll(/^FROM \S*?node(?:js)?:?(\d+)/gm)];
  assert.deepEqual([...new Set(images.map(([, version]) => version))], [major]);
  assert.match(read('deploy/systemd/README.md'), new RegExp(`Node ${major}\\b`));
});

test('the chart is of the version that it runs', () => {
  const { version } = JSON.parse(read('server/package.json')) as { version: string };
  const chart = read('deploy/helm/latchkey/Chart.yaml');
  assert.match(chart, new RegExp(`^version: ${RegExp.escape(version)}$`, 'm'));
  assert.match(chart, new RegExp(`^appVersion: "${RegExp.escape(version)}"$`, 'm'));
});
