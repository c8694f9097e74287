import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findGo } from '../../../scripts/from-pypi.ts';
import { startBothWays } from './both-ways.ts';

const MODULE = fileURLToPath(new URL('../../../guards/go', import.meta.url));
const go = findGo();

test('the module for Go guards net/http, and passes the vectors', {
  skip: go === null && 'there is no Go',
}, async (t) => {
  const env = {
    ...process.env,
    ...go?.env,
    ...(await startBothWays(t)),
    GO111MODULE: 'on',
  };
  const { stdout, stderr } = await promisify(execFile)(
    String(go?.command),
    ['test', '-count=1', '-v', './...'],
    {
      cwd: MODULE,
      env,
      maxBuffer: 16 * 1024 * 1024,
    },
  ).catch((error) => error);
  assert.match(stdout, /^ok\s+latchkey\.example\/guard/m, `${stdout}${stderr}`);
  assert.doesNotMatch(stdout, /--- (SKIP|FAIL)/, stdout);
});
