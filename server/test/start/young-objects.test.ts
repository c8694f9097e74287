import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { folderFor } from '../cli/shell.ts';

const OPEN_API = JSON.stringify(new URL('../../src/open-api.ts', import.meta.url));
/** All objects of one place in a program survive, in a heap whose young part is as large as it gets. */
const FLAGS = ['--trace-pretenuring-statistics', '--max-semi-space-size=1', '--input-type=module'];
const SURVIVORS = 'const all = []; for (let at = 0; at < 500_000; at++) all.push({ at: [at] });';

test('in a process that serves, no place of a program makes its objects among the old ones', async (t) => {
  const options = JSON.stringify({ dataDir: await folderFor(t) });
  const said = async (before: string) =>
    (await promisify(execFile)(process.execPath, [...FLAGS, '-e', before + SURVIVORS])).stdout;
  assert.match(await said(''), /=> tenure/);
  const opened = `import { openProcess } from ${OPEN_API}; await openProcess(${options});`;
  const announced = `${opened} console.log('opened');`;
  const [, after] = (await said(announced)).split('opened');
  assert.doesNotMatch(after ?? '=> tenure', /=> tenure/);
});
