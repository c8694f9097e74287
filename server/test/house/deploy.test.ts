import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
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

test('every value that the chart reads stands in values.yaml, and none that it does not', () => {
  const values = parse(read('deploy/helm/latchkey/values.yaml')) as Record<string, unknown>;
  const templates = globSync('deploy/helm/latchkey/templates/*', { cwd: ROOT }).map(read).join('\n');
  const used = [...templates.matchAll(/\.Values\.(\w+)/g)].map(([, name = '']) => name);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(values).sort());
});

interface Compose {
  services: Record<
    string,
    { environment?: Record<string, string>; volumes?: string[]; secrets?: string[]; depends_on?: object }
  >;
  volumes?: Record<string, unknown>;
  secrets?: Record<string, unknown>;
}

test('the compose files name volumes, secrets, services and files that are there', () => {
  // Made by the operator, as the README says.
  const own = ['./api', './certificates'];
  for (const path of globSync('deploy/docker/*.yaml', { cwd: ROOT })) {
    const { services, volumes = {}, secrets = {} } = parse(read(path), { merge: true }) as Compose;
    for (const [name, service] of Object.entries(services)) {
      const needed = Array.isArray(service.depends_on)
        ? service.depends_on
        : Object.keys(service.depends_on ?? {});
      for (const each of needed) assert.ok(services[each], `${path}: ${name} depends on ${each}`);
      for (const each of service.secrets ?? []) assert.ok(each in secrets, `${path}: secret ${each}`);
      for (const [from = ''] of (service.volumes ?? []).map((each) => each.split(':'))) {
        if (!from.startsWith('.')) assert.ok(from in volumes, `${path}: volume ${from}`);
        else if (!own.includes(from))
          assert.ok(existsSync(join(ROOT, dirname(path), from)), `${path}: ${from}`);
      }
    }
  }
});

test('compose sets each variable of HAProxy’s configuration', () => {
  const config = read('deploy/haproxy/haproxy.cfg');
  const variables = [...config.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  const compose = parse(read('deploy/docker/nodes.yaml'), { merge: true }) as Compose;
  assert.deepEqual(
    [...new Set(variables)].sort(),
    Object.keys(compose.services.haproxy?.environment ?? {}).sort(),
  );
});
