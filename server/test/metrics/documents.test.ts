import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { parse } from 'yaml';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { watchApis, watchCertificate, watchRedis } from '../../src/metrics/watched.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const PAGE = read('docs/operate/monitoring.md');
const ALERTS = parse(read('deploy/prometheus/alerts.yml')) as {
  groups: { rules: { alert: string; expr: string; annotations: { runbook: string } }[] }[];
};
const BOARD = JSON.parse(read('deploy/grafana/latchkey.json')) as {
  panels: { targets: { expr: string }[] }[];
};

async function names(): Promise<Set<string>> {
  const metrics = createMetrics();
  watchApis(metrics, [], { dataDir: tmpdir(), time: { difference: 0 } });
  watchCertificate(metrics, () => new Date());
  watchRedis(metrics, { isUp: () => true });
  const { text } = await metrics.shown();
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
}

test('docs/operate/monitoring.md has a row for each metric of Latchkey, and for no other', async () => {
  const ours = [...(await names())].filter((name) => name.startsWith('latchkey_'));
  const rows = [...PAGE.matchAll(/^\| `(latchkey_\w+)` \|/gm)].map(([, name = '']) => name);
  assert.deepEqual(rows.sort(), ours.sort());
});

test('alert rules and board ask for metrics that there are', async () => {
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
});

/** The text below each heading of a page, by the anchor that GitHub makes of the heading. */
function sections(page: string): Map<string, string> {
  const parts = page.split(/^#+ /m).slice(1);
  return new Map(
    parts.map((part) => {
      const [heading = '', ...text] = part.split('\n');
      const anchor = heading.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '');
      return [anchor.replaceAll(' ', '-'), text.join('\n').trim()];
    }),
  );
}

test('each alert names the section of the runbook that says what to do, and the runbook has no other alerts', () => {
  const rules = ALERTS.groups.flatMap((group) => group.rules);
  for (const { alert, annotations } of rules) {
    const [page = '', anchor = ''] = annotations.runbook.split('#');
    assert.ok((sections(read(page)).get(anchor) ?? '').length > 60, `${alert}: ${annotations.runbook}`);
  }
  const runbook = sections(read('docs/operate/runbook.md'));
  const told = [...runbook.keys()].filter((anchor) => anchor.startsWith('latchkey'));
  assert.deepEqual(told.sort(), rules.map(({ alert }) => alert.toLowerCase()).sort());
});
