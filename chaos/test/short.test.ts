import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { whyNot } from '../src/needs.ts';
import type { Report } from '../src/report.ts';
import { SCENARIOS } from '../src/scenarios.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/* A few faults of some scenarios, as `npm run chaos` makes as many as it is told. */

function skipped(name: string): string | false {
  const scenario = SCENARIOS.find((each) => each.name === name);
  return scenario ? (whyNot(scenario.plan) ?? false) : 'there is no such scenario';
}

describe('after the faults nothing that was acknowledged is lost', () => {
  for (const [name, faults] of [
    ['kill-sqlite', 3],
    ['sessions', 4],
  ] as const) {
    it(name, { skip: skipped(name) }, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'latchkey-chaos-test-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const file = join(folder, 'report.json');
      const args = [MAIN, name, '--faults', String(faults), '--minutes', '2', '--json', file];
      const { code, out } = await run(args);
      assert.equal(code, 0, out);
      const { played }: Report = JSON.parse(readFileSync(file, 'utf8'));
      const [one] = played;
      assert.deepEqual(one?.violations, []);
      assert.equal(one?.faults.length, faults);
      assert.ok((one?.figures.acknowledged ?? 0) > 10, out);
      assert.match(out, new RegExp(`^${name}: no violation$`, 'm'));
    });
  }
});

it('the page of reliability has a row for each scenario', () => {
  const page = readFileSync(new URL('../../docs/operate/reliability.md', import.meta.url), 'utf8');
  for (const { name, about } of SCENARIOS) assert.ok(page.includes(`| \`${name}\` | ${about} |`), name);
});

it('a scenario that there is not is named, with those that there are', async () => {
  const { code, out } = await run([MAIN, 'kill-everything']);
  assert.equal(code, 2);
  assert.match(out, /^There is no scenario kill-everything: use kill-sqlite, /m);
});

function run(args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_TEST_CONTEXT: '' };
    const child = execFile(process.execPath, args, { env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out: `${out}${err}` }),
    );
  });
}
