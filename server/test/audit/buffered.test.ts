import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LONGEST, MOST, recordBuffered, settleBuffered, TOGETHER } from '../../src/audit/buffered.ts';
import type { AuditEvent } from '../../src/model/index.ts';
import { newRuntime } from '../../src/runtime.ts';
import { event } from '../store/fixtures.ts';

const row = event('api.called');

/** A log of which each write waits until the test lets it end. */
function log() {
  const writes: { rows: AuditEvent[]; end(error?: Error): void }[] = [];
  const errors: object[] = [];
  const store = {
    record: (rows: AuditEvent[]) =>
      new Promise<void>((resolve, reject) =>
        writes.push({ rows, end: (error) => (error ? reject(error) : resolve()) }),
      ),
  };
  return {
    writes,
    errors,
    store,
    runtime: newRuntime(),
    log: { error: (what: object) => errors.push(what) },
  };
}

test('rows are written when there are many, or a second has passed, or the server stops', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { writes, ...to } = log();
  for (let call = 1; call < TOGETHER; call++) assert.equal(recordBuffered(to, row), undefined);
  assert.equal(writes.length, 0);
  void recordBuffered(to, row);
  assert.deepEqual(
    writes.map(({ rows }) => rows.length),
    [TOGETHER],
  );
  void recordBuffered(to, row);
  t.mock.timers.tick(LONGEST - 1);
  assert.equal(writes.length, 1);
  t.mock.timers.tick(1);
  assert.equal(writes[1]?.rows.length, 1);
  void recordBuffered(to, row);
  const settled = settleBuffered(to);
  for (const { end } of writes) end();
  await settled;
  assert.deepEqual(
    writes.map(({ rows }) => rows.length),
    [TOGETHER, 1, 1],
  );
});

test('calls wait when the database takes no more, and rows that it refuses are told of', async () => {
  const { writes, errors, ...to } = log();
  const full = Array.from({ length: MOST }, () => recordBuffered(to, row)).at(-1);
  assert.ok(full instanceof Promise);
  for (const { end } of writes.slice(1)) end();
  writes[0]?.end(new Error('the disk is full'));
  await full;
  assert.deepEqual(errors, [{ calls: TOGETHER, error: 'the disk is full' }]);
  assert.equal(recordBuffered(to, row), undefined);
  clearTimeout(to.runtime.buffered.timer);
});
