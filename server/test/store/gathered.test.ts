import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { AuditEvent } from '../../src/model/index.ts';
import { gathered } from '../../src/store/audit/gathered.ts';
import { StoreFault } from '../../src/store/store-fault.ts';
import { event } from './fixtures.ts';

const row = (requestId: string) => event('api.called', { requestId });

/** Writes in the next turn, as a database does, all rows or none. */
function writer(problem: (rows: readonly AuditEvent[]) => Error | null = () => null) {
  const written: (string | null)[][] = [];
  let tries = 0;
  const record = gathered(async (rows, begins) => {
    await turn();
    begins();
    tries++;
    const found = problem(rows);
    if (found) throw found;
    written.push(rows.map(({ requestId }) => requestId));
  });
  return { written, record, tries: () => tries };
}

test('the rows of one turn are written together, in their order, and those of the next by themselves', async () => {
  const { written, record } = writer();
  const first = [record([row('a')]), record([row('b'), row('c')])];
  await turn();
  await Promise.all([...first, record([row('d')])]);
  assert.deepEqual(written, [['a', 'b', 'c'], ['d']]);
});

test('a row that comes when they are being written is not lost', async () => {
  const { written, record } = writer();
  // Its promise goes on between the writing and the end of the turn.
  await Promise.all([record([row('a')]).then(() => record([row('b')])), record([row('c')])]);
  assert.deepEqual(written, [['a', 'c'], ['b']]);
});

test('a row that is refused takes no other along', async () => {
  const { written, record } = writer((rows) =>
    rows.some(({ requestId }) => requestId === 'bad') ? new Error('refused') : null,
  );
  const ends = await Promise.allSettled([record([row('a')]), record([row('bad')]), record([row('b')])]);
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(written, [['a'], ['b']]);
});

test('when the database fails, all are rejected and nothing is tried again', async () => {
  const { record, tries } = writer(() => new StoreFault('full', 'the disk is full'));
  const ends = await Promise.allSettled([record([row('a')]), record([row('b')])]);
  assert.ok(ends.every((end) => end.status === 'rejected' && end.reason instanceof StoreFault));
  assert.equal(tries(), 1);
});
