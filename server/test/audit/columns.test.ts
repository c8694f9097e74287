import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { rowDigest, storedDigest } from '../../src/audit/seal/digest.ts';
import { verifyLog } from '../../src/audit/seal/verify.ts';
import { lookBeside } from '../../src/cli/look-beside.ts';
import { sealedLog } from './sealed.ts';

test('a second thread finds the same under the seals as the first', async (t) => {
  const log = await sealedLog(t);
  for (let seal = 0; seal < 110; seal++) {
    await log.record(['api.called'], {
      code: 'ä "quoted"\n',
      detail: { operation: 'é"\\', at: [1.5, null] },
    });
    await log.seal();
  }
  const { sound, said } = await log.verify();
  assert.deepEqual([sound, said], [110, []]);
  log.attack(
    "UPDATE audit SET outcome = 'denied' WHERE id IN (7, 60, 105)",
    'DELETE FROM audit WHERE id = 8',
  );

  const { store, keys, clock, file } = log;
  const second = lookBeside({ dataDir: dirname(file), apiName: basename(file, '.sqlite') });
  t.after(second.close);
  const found: string[] = [];
  let beside = 0;
  const verified = await verifyLog(
    {
      ...{ store, keys, clock, retention: { days: 1, kinds: {} } },
      beside(seals) {
        beside += seals.length;
        return second.look(seals);
      },
    },
    ({ text }) => found.push(text),
  );
  assert.deepEqual(found, (await log.verify()).said);
  assert.deepEqual([found.length, verified.sound, beside], [4, 106, 50]);
});

test('a digest of columns is that of the row', async (t) => {
  const log = await sealedLog(t);
  const odd = { code: '\u007f\u2028\ud800 \\"', ip: null, detail: { 'ä"': ['\n', 1e21, { deep: false }] } };
  await log.record(['api.called', 'token.issued'], odd);
  await log.record(['role.changed'], { tenantId: null, userId: null, detail: {} });
  const [rows, stored] = [await log.store.auditAfter(0, 9), await log.store.storedAfter(0, 9)];
  assert.equal(rows.length, 3);
  assert.deepEqual(
    stored.map(({ columns }) => storedDigest(columns)),
    rows.map((row) => ('unreadable' in row ? null : rowDigest(row))),
  );
});
