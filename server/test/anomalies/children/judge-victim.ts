/* Judges one slice of an hour, says how many alerts that made, and waits to be killed. Run by judging.test.ts. */
import { once } from 'node:events';
import { foundRow } from '../../../src/anomalies/row.ts';
import { ANOMALY_KINDS } from '../../../src/model/index.ts';
import { openSqliteStore } from '../../../src/store/sqlite/index.ts';

const [file = '', before = ''] = process.argv.slice(2);
const store = await openSqliteStore(file);
const { alerts, more } = await store.judgeActivity({
  before: Number(before),
  now: Number(before),
  settings: { quietDays: 7, kinds: new Set(ANOMALY_KINDS) },
  audit: (alert) => [foundRow(alert)],
  mails: null,
});
process.stdout.write(`${alerts.length} ${more}\n`);
await once(process.stdin, 'data');
