import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { makeExplorerScript } from '../../scripts/explorer-script.ts';
import { EXPLORER_SCRIPT, explorerScript } from '../../src/explorer/script.ts';
import { folder } from '../store/fixtures.ts';

const asked = (coding?: string) =>
  explorerScript({ headers: coding === undefined ? {} : { 'accept-encoding': coding } });

test('the script is sent compressed to a client that takes gzip, and to any other as it is', async () => {
  const whole = await asked();
  assert.equal(whole.headers['content-encoding'], undefined);
  for (const coding of ['gzip', 'br;q=1, GZIP;q=0.5', '*']) {
    const { headers, body } = await asked(coding);
    assert.equal(headers['content-encoding'], 'gzip', coding);
    assert.equal(headers.vary, 'accept-encoding');
    assert.ok(body.length < whole.body.length / 2);
    assert.deepEqual(gunzipSync(body), whole.body);
  }
  for (const coding of ['', 'br', 'gzip;q=0', '*, gzip;q=0']) {
    assert.equal((await asked(coding)).headers['content-encoding'], undefined, coding);
  }
});

test('a clone keeps the script that it made, where publishing puts it', async (t) => {
  const { body } = await asked('gzip');
  assert.ok(existsSync(EXPLORER_SCRIPT));
  assert.deepEqual(readFileSync(EXPLORER_SCRIPT), body);
  const dir = folder();
  t.after(() => dir.remove());
  const file = dir.path('dist/scalar.js.gz');
  assert.deepEqual(gunzipSync(await makeExplorerScript(file)), gunzipSync(body as Buffer));
  assert.match(gunzipSync(readFileSync(file)).toString('utf8'), /createApiReference/);
});
