import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { PgTransactions } from '../../../src/store/postgres/transactions.ts';
import { event } from '../fixtures.ts';
import { withoutPostgres } from './server.ts';
import { open, openThroughProxy, queryOf } from './things.ts';

describe('verbs that meet on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('lets a verb that has collided twice run alone among those that write, on whatever node', async (t) => {
    const { transactions, insert, keys, direct, things, server } = await open(t);
    const turns = things.replace('things', 'writers');
    const other = new PgTransactions(server, { turns, committed: () => {} });
    let runs = 0;
    const { promise: isAlone, resolve } = Promise.withResolvers<void>();
    const colliding = transactions.write(function* () {
      runs += 1;
      if (runs <= 2) throw Object.assign(new Error('It collided.'), { code: '40001', severity: 'ERROR' });
      yield* insert({ key: 'first', number: runs });
      resolve();
      yield* insert({ key: 'held', number: 1 });
    });
    // It waits for another transaction with its last row, and is looked at meanwhile.
    await direct.with(async (connection) => {
      await connection.command(`BEGIN; INSERT INTO ${things} VALUES ('held', 0)`);
      await isAlone;
      const beside = other.write(() => keys({}));
      const added = other.append(() => insert({ key: 'appended', number: 1 }));
      await added;
      const waiting = `SELECT count(*) FROM pg_locks WHERE relation = '${turns}'::regclass AND NOT granted`;
      while (Number((await connection.command(waiting)).rows[0]?.[0]) === 0) await turn();
      await connection.command('ROLLBACK');
      await colliding;
      assert.deepEqual(await beside, ['appended', 'first', 'held']);
    });
    assert.equal(runs, 3);
    await other.close();
  });

  it('lets appending verbs of a turn share a transaction, and equal inserts a statement', async (t) => {
    const { transactions, insert, origins } = await open(t);
    const both = (name: string) =>
      function* () {
        const first = yield* insert({ key: `${name} 1`, number: 1 });
        return first + (yield* insert({ key: `${name} 2`, number: 2 }));
      };
    const counts = await Promise.all(['a', 'b', 'c'].map((name) => transactions.append(both(name))));
    assert.deepEqual(counts, [2, 2, 2]);
    const rows = await origins();
    assert.equal(rows.length, 6);
    assert.equal(new Set(rows.map(([transaction]) => transaction)).size, 1);
    assert.equal(new Set(rows.map(([, statement]) => statement)).size, 2);
  });

  it('refuses of appending verbs only the one that fails', async (t) => {
    const { transactions, insert, keys } = await open(t);
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'a', 'c'].map((key) => transactions.append(() => insert({ key, number: 1 }))),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), [
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    assert.deepEqual(await transactions.read(() => keys({})), ['a', 'b', 'c']);
  });

  it('sends in front of a commit what follows from all that its verbs wrote to the log, and tells of it after', async (t) => {
    const told: number[] = [];
    const opened = await open(t, {
      last: ({ written }) =>
        written.length === 0
          ? []
          : [queryOf(opened.insert({ key: `of ${told.length}`, number: written.length }))],
      committed: (_ms, _verbs, { written }) => told.push(written.length),
    });
    const { transactions, put, total, origins } = opened;
    const logged = (key: string) =>
      function* () {
        yield* put({ key, number: 0 });
        yield { written: [event('token.issued')] };
      };
    await transactions.write(logged('a'));
    await Promise.all([transactions.append(logged('b')), transactions.append(logged('c'))]);
    assert.deepEqual(told, [1, 2]);
    assert.equal(await transactions.read(() => total({})), 3);
    assert.equal(new Set((await origins()).map(([transaction]) => transaction)).size, 2);
  });

  it('sends changes whose number nobody asks for in one packet, and refuses the verb if one fails', async (t) => {
    const { transactions, put, number, insert, keys, proxy } = await openThroughProxy(t);
    const three = (one: string, other: string) =>
      function* () {
        for (const key of [one, other, `after ${other}`]) yield* put({ key, number: 1 });
      };
    for (const way of ['write', 'append'] as const) {
      await transactions[way](three(`${way} 1`, `${way} 2`));
      let packets = 0;
      proxy.onSent = () => {
        packets += 1;
        return 'pass';
      };
      await transactions[way](three(`${way} 3`, `${way} 4`));
      // The commit waits for the id of its transaction.
      assert.equal(packets, 2, way);
      proxy.onSent = () => 'pass';
      await assert.rejects(transactions[way](three(`${way} 5`, `${way} 1`)), { code: '23505' });
      // A question after a change that failed fails for the reason of the change.
      const asking = transactions[way](function* () {
        yield* put({ key: `${way} 1`, number: 2 });
        return (yield* number({ key: `${way} 1` })) ?? (yield* insert({ key: `${way} 6`, number: 1 }));
      });
      await assert.rejects(asking, { code: '23505' });
    }
    const there = await transactions.read(() => keys({}));
    assert.deepEqual(
      there.filter((key) => !/ [1-4]$/.test(key)),
      [],
    );
    assert.equal(there.length, 12);
  });
});
