import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { parse } from 'yaml';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { watchApis, watchCertificate } from '../../src/metrics/watched.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/operate/monitoring.md');
const ALERTS = parse(read('deploy/prometheus/alerts.yml')) as {
  groups: { rules: { alert: string; expr: string }[] }[];
};
const BOARD = JSON.parse(read('deploy/grafana/latchkey.json')) as {
  panels: { targets: { expr: string }[] }[];
};

async function names(): Promise<Set<string>> {
  const metrics = createMetrics();
  watchApis(metrics, [], tmpdir());
  watchCertificate(metrics, () => new Date());
  const { text } = await metrics.shown();
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

test('docs/operate/monitoring.md has a row for each metric of Latchkey, and for no other', async () => {
  const ours = [...(await names())].filter((name) => name.startsWith('latchkey_'));
  const rows = [...PAGE.matchAll(/^\| `(latchkey_\w+)` \|/gm)].map(([, name = '']) => name);
  assert.deepEqual(rows.sort(), ours.sort());
});

test('alert rules and board ask for metrics that there are, and each alert says what to do', async () => {
  const known = await names();
  const rules = ALERTS.groups.flatMap((group) => group.rules);
  const asked = [...rules, ...BOARD.panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
  for (const expr of asked) {
    const used = [...expr.matchAll(/\b(?:latchkey|nodejs)_\w+/g)].map(([name]) => name);
    for (const name of used) {
      assert.ok(known.has(name.replace(/_(bucket|count|sum)$/, '')) || known.has(name), name);
    }
    assert.ok(used.length > 0 || expr.startsWith('up{'), expr);
  }
  for (const { alert } of rules) assert.match(PAGE, new RegExp(`^\\|[^|]*\\b${alert}\\b`, 'm'));
});
