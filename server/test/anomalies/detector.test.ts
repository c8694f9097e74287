import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANOMALY_KINDS } from '../../src/model/index.ts';
import { measure } from './measure.ts';

/** 1,000 and more for the figures of docs/explanation/anomalies.md: some minutes. */
const CONNECTIONS = Number(process.env.LATCHKEY_ANOMALY_CONNECTIONS ?? 100);
const SEEDS = Number(process.env.LATCHKEY_ANOMALY_SEEDS ?? 1);

test('a month of traffic: planted anomalies are told, and next to nothing else', (t) => {
  const sum = { planted: 0, found: 0, false: 0, weeks: 0 };
  for (const kind of ANOMALY_KINDS) {
    const ofKind = { planted: 0, found: 0, false: 0, weeks: 0 };
    for (let seed = 1; seed <= SEEDS; seed++) {
      const measured = measure(seed, CONNECTIONS, kind);
      ofKind.planted += measured.planted;
      ofKind.found += measured.found;
      ofKind.false += measured.false.length;
      ofKind.weeks += measured.connectionWeeks;
    }
    t.diagnostic(
      `${kind}: ${ofKind.found} of ${ofKind.planted} found, ${ofKind.false} false in ${Math.round(ofKind.weeks)} weeks`,
    );
    assert.ok(
      ofKind.planted > 0 && ofKind.found >= ofKind.planted * 0.85,
      `${kind}: ${JSON.stringify(ofKind)}`,
    );
    for (const name of ['planted', 'found', 'false', 'weeks'] as const) sum[name] += ofKind[name];
  }
  t.diagnostic(`all: ${JSON.stringify(sum)}`);
  assert.ok(sum.found >= sum.planted * 0.95, JSON.stringify(sum));
  // Few connections have a false alarm or none; a bound that chance does not break.
  assert.ok(sum.false <= 3 + (sum.weeks * 1.5) / 1_000, JSON.stringify(sum));
});
