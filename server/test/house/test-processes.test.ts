import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { distribute, testProcesses } from '../../../scripts/test-processes.ts';

test('every test file runs once, one that changes its process runs alone, and those that share a demo together', () => {
  const short = Array.from({ length: 40 }, (_, index) => `server/test/room/file-${index}.test.ts`);
  const waiting = Array.from({ length: 4 }, (_, index) => `examples/test/with-demo-${index}.test.ts`);
  const sharing = ['examples/test/one-share.test.ts', 'examples/test/other-share.test.ts'];
  const files = ['examples/test/short.test.ts', ...sharing, ...waiting, ...short];
  const changing = ['server/test/room/file-3.test.ts', 'server/test/room/file-30.test.ts'];
  const texts = new Map([
    ...sharing.map((file): [string, string] => [file, "const share = joinDemo({ only: ['one'] });"]),
    ...waiting.map((file): [string, string] => [file, 'running = await startDemo();']),
    ['server/test/room/file-3.test.ts', "process.env.COLOUR = 'no';"],
    ['server/test/room/file-30.test.ts', 'await stepsOf(() => read(text))'],
  ]);
  const processes = distribute(files, (file) => texts.get(file) ?? 'const { COLOUR } = process.env;');
  assert.deepEqual(processes.flat().sort(), files.toSorted());
  assert.deepEqual(
    processes.map((together) => together.length),
    [1, 1, 2, 2, 2, 20, 19],
  );
  assert.deepEqual(processes.slice(0, 2).flat(), changing);
  assert.deepEqual(processes[2], sharing);
  assert.deepEqual(processes.slice(3, 5).flat().sort(), waiting);
});

test('a file that hangs or cannot be loaded fails by its name, and the others of its process run', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-processes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files: Record<string, string> = {
    'hooks.test.mjs': `beforeEach(() => { throw new Error('a hook of another file'); });
      test('is failed by its hook', () => {});`,
    'hangs.test.mjs': "test('hangs', () => new Promise((resolve) => setTimeout(resolve, 60_000).unref()));",
    'broken.test.mjs': "import './not-there.mjs';",
    'passes.test.mjs': "test('passes', () => {}); test('is left out', { skip: 'for a reason' }, () => {});",
  };
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), `import { beforeEach, test } from 'node:test';\n${text}`);
  }
  const { modules, remove } = testProcesses(folder, Object.keys(files), 1_000);
  t.after(remove);
  const [module, ...more] = modules;
  assert.ok(module && more.length === 0);

  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, ['--test-reporter=tap', module], { encoding: 'utf8', env });
  const results = stdout.split('\n').filter((line) => /^(not )?ok /.test(line));
  assert.deepEqual(results, [
    'not ok 1 - hooks.test.mjs',
    'not ok 2 - hangs.test.mjs',
    'not ok 3 - broken.test.mjs',
    'ok 4 - passes.test.mjs',
  ]);
  assert.match(stdout, /test timed out after 1000ms/);
  assert.match(stdout, /ok 2 - is left out # SKIP for a reason/);
});

test('a file whose process ends before it has a result is unfinished, and not passed', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-unfinished-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files: Record<string, string> = {
    'first.test.mjs': "test('passes', () => {});",
    // Written so that it is not put into a process of its own.
    'leaves.test.mjs': "test('leaves', () => process['exit'](0));",
    'never.test.mjs': "test('is never run', () => {});",
  };
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(folder, file), `import { test } from 'node:test';\n${text}`);
  }
  const program = `
    import { Writable } from 'node:stream';
    import { runTests } from ${JSON.stringify(new URL('../../../scripts/test-run.ts', import.meta.url).href)};
    const nowhere = new Writable({ write: (chunk, encoding, done) => done() });
    const tally = await runTests(${JSON.stringify(folder)}, ${JSON.stringify(Object.keys(files))}, nowhere);
    console.log(JSON.stringify(tally.unfinished));`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env });
  // The first one's result may be lost as well: it is on its way when the process ends.
  const unfinished: string[] = JSON.parse(run.stdout || run.stderr);
  assert.deepEqual(unfinished.slice(-2), ['leaves.test.mjs', 'never.test.mjs']);
});
