import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findNginx } from '../../scripts/nginx.ts';
import type { Report } from '../src/report.ts';
import { GATEWAY_SCENARIOS, SERVER_SCENARIOS } from '../src/scenarios.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('every contestant gives right answers in every scenario it has', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.json');

  // The run ends with code 1 at the first wrong answer.
  await promisify(execFile)(process.execPath, [MAIN, '--quick', '--json', file, '--data', folder], {
    env: { ...process.env, NODE_TEST_CONTEXT: '' },
  });

  const { runs, lines }: Report = JSON.parse(await readFile(file, 'utf8'));
  const measured = runs.map(({ contestant, scenario, answers }) => `${contestant}, ${scenario}: ${answers}`);
  const inScenarios = (scenarios: readonly string[], contestants: string[], without: string) =>
    scenarios.flatMap((scenario) =>
      contestants
        .filter(
          (contestant) => scenario !== without || contestant.startsWith('latchkey') || contestant === 'bare',
        )
        .map((contestant) => `${contestant}, ${scenario}: ${scenario.includes('MB') ? 4 : 200}`),
    );
  const peers = [...(findNginx() ? ['nginx'] : []), 'fastify-http-proxy', 'http-proxy-3'];
  assert.deepEqual(measured, [
    ...inScenarios(SERVER_SCENARIOS, ['bare', 'oidc-provider', 'latchkey'], 'guarded call'),
    ...inScenarios(GATEWAY_SCENARIOS, [...peers, 'latchkey-gateway'], 'gateway guarded'),
  ]);
  const latchkey = lines.filter(({ contestant }) => contestant === 'latchkey');
  assert.ok(latchkey.every(({ to }) => (to.bare?.perSecond.median ?? 0) > 0));
  assert.ok(latchkey.every(({ cpu, overBare }) => overBare !== null && overBare < cpu));
  const open = lines.find(({ contestant }) => contestant === 'latchkey-gateway');
  assert.deepEqual(Object.keys(open?.to ?? {}), peers);
});
