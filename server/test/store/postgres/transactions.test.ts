import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { PgQuery } from '../../../src/store/postgres/database.ts';
import { WHICH_TRANSACTION, wasCommitted } from '../../../src/store/postgres/outcome.ts';
import { PgTransactions } from '../../../src/store/postgres/transactions.ts';
import type { Way } from './proxy.ts';
import { isFault, withoutPostgres } from './server.ts';
import { open, openThroughProxy } from './things.ts';

/** Does something with the first message that has a text, and lets all others pass. */
function onFirst(proxy: Way, part: string, verdict: 'cut' | 'deaf', then = () => {}): void {
  let met = false;
  proxy.onSent = (sent) => {
    if (met || !sent.includes(part)) return 'pass';
    met = true;
    then();
    return verdict;
  };
}

describe('transactions on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('writes all of a verb or nothing', async (t) => {
    const { transactions, insert, keys } = await open(t);
    const failing = transactions.write(function* () {
      yield* insert({ key: 'a', number: 1 });
      throw new Error('It changed its mind.');
    });
    await assert.rejects(failing, /changed its mind/);
    assert.equal(await transactions.write(() => insert({ key: 'b', number: 1 })), 1);
    await assert.rejects(
      transactions.write(() => insert({ key: 'b', number: 2 })),
      { code: '23505' },
    );
    assert.deepEqual(await transactions.read(() => keys({})), ['b']);
  });

  it('writes as if no other verb ran beside it, and again if one did', async (t) => {
    const { transactions, insert, total } = await open(t);
    let runs = 0;
    const upTo = (most: number, key: string) =>
      transactions.write(function* () {
        runs += 1;
        const sum = (yield* total({})) ?? 0;
        if (sum >= most) return 'full';
        yield* insert({ key, number: 1 });
        return 'inserted';
      });
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => upTo(3, `key ${at}`)));
    assert.equal(outcomes.filter((each) => each === 'inserted').length, 3);
    assert.equal(await transactions.read(() => total({})), 3);
    assert.ok(runs > 12, `${runs} runs`);
  });

  it('shows several statements of a read one moment', async (t) => {
    const { transactions, insert, total } = await open(t);
    for (const key of ['first', 'second']) {
      let writing: Promise<unknown> | undefined;
      const seen = await transactions.read(function* () {
        const before = yield* total({});
        // Only the run that sees all of it counts: a first one may find out that there is a second statement.
        writing ??= transactions.write(() => insert({ key, number: 1 }));
        for (let at = 0; at < 20; at += 1) yield* total({});
        return [before, yield* total({})];
      });
      await writing;
      assert.equal(seen[0], seen[1], key);
    }
    assert.equal(await transactions.read(() => total({})), 2);
  });

  it('answers a verb when others were told of it', async (t) => {
    const { promise: told, resolve } = Promise.withResolvers<void>();
    const { transactions, insert, keys } = await open(t, { tell: () => told });
    const order: string[] = [];
    const verbs = [
      transactions.write(() => insert({ key: 'a', number: 1 })),
      transactions.append(() => insert({ key: 'b', number: 1 })),
    ].map((verb) => verb.then(() => order.push('answered')));
    while ((await transactions.read(() => keys({}))).length < 2) await turn();
    order.push('told');
    resolve();
    await Promise.all(verbs);
    assert.deepEqual(order, ['told', 'answered', 'answered']);
  });

  it('runs a verb again whose connection was cut before its commit', async (t) => {
    const { transactions, insert, proxy, keys } = await openThroughProxy(t);
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'cut');
      assert.equal(await transactions[way](() => insert({ key: way, number: 1 })), 1);
    }
    onFirst(proxy, 'SELECT key', 'cut');
    assert.deepEqual(await transactions.read(() => keys({})), ['append', 'write']);
  });

  it('runs a verb again whose last query before the commit collides', async (t) => {
    let last: PgQuery | null = null;
    const { transactions, insert, direct, things, total } = await open(t, {
      last: () => (last ? [last] : []),
    });
    const [schema] = things.split('.');
    await direct.with((connection) =>
      connection.command(`
        CREATE SEQUENCE ${schema}.turns;
        CREATE FUNCTION ${schema}.collide_every_other_time() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('${schema}.turns') % 2 = 1 THEN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END IF;
        END $$`),
    );
    const text = `SELECT ${schema}.collide_every_other_time()`;
    last = {
      statement: { name: 'collide', text, parameters: [], values: () => [], together: null },
      parameters: {},
    };
    for (const way of ['write', 'append'] as const)
      assert.equal(await transactions[way](() => insert({ key: way, number: 1 })), 1);
    assert.equal(await transactions.read(() => total({})), 2);
  });

  it('asks what became of a commit that was not answered, and does not run the verb again', async (t) => {
    const { transactions, insert, add, proxy, number } = await openThroughProxy(t);
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf');
      assert.equal(await transactions[way](() => add({ key: 'a', by: 1 })), 1);
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('does not believe a server that was promoted or restarted since: it gave the id to another transaction', async (t) => {
    const { server } = await open(t);
    const { rows } = await server.with((connection) => connection.command(`SELECT ${WHICH_TRANSACTION}`));
    const [id, life] = (rows[0] ?? []).map(String);
    assert.ok(id && life);
    assert.equal(await wasCommitted(server, { id, life }, 0), true);
    const promotedSince = life.replace(/^\w{8}/, '00000009');
    const restartedSince = life.replace(/ .*/, ' 2026-01-01 00:00:00+00');
    for (const earlier of [promotedSince, restartedSince])
      await assert.rejects(wasCommitted(server, { id, life: earlier }, 0), isFault('unsure'));
  });

  it('asks again while the server is starting after a crash', async (t) => {
    const { transactions, insert, add, proxy, number } = await openThroughProxy(t);
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf', () => {
        proxy.starting = 2;
      });
      assert.equal(await transactions[way](() => add({ key: 'a', by: 1 })), 1);
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('says that it is unsure where nobody can tell what became of a commit', async (t) => {
    const { transactions, add, insert, proxy, number } = await openThroughProxy(t, { patience: 200 });
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    for (const way of ['write', 'append'] as const) {
      onFirst(proxy, '; COMMIT', 'deaf', () => {
        proxy.open = false;
      });
      await assert.rejects(
        transactions[way](() => add({ key: 'a', by: 1 })),
        isFault('unsure'),
      );
      proxy.open = true;
    }
    assert.equal(await transactions.read(() => number({ key: 'a' })), 2);
  });

  it('says of a database that it is unreachable, full of waiting requests, or that others keep its rows', async (t) => {
    const { transactions, add, insert, proxy, server, direct, things } = await openThroughProxy(t, {
      patience: 200,
    });
    await transactions.write(() => insert({ key: 'a', number: 0 }));
    await direct.with(async (connection) => {
      await connection.command(`BEGIN; LOCK TABLE ${things} IN ACCESS EXCLUSIVE MODE`);
      await assert.rejects(
        transactions.append(() => add({ key: 'a', by: 1 })),
        isFault('locked'),
      );
      await connection.command('ROLLBACK');
    });
    const many = Array.from({ length: 2_100 }, () => server.with((each) => each.command('SELECT 1')));
    const refused = (await Promise.allSettled(many)).filter((each) => each.status === 'rejected');
    assert.ok(refused.length > 0);
    for (const { reason } of refused) isFault('locked')(reason);
    proxy.open = false;
    proxy.onSent = () => 'cut';
    await assert.rejects(
      transactions.write(() => add({ key: 'a', by: 1 })),
      isFault('unreachable'),
    );
    await assert.rejects(
      transactions.read(() => add({ key: 'a', by: 1 })),
      isFault('unreachable'),
    );
  });

  it('goes on without plans on the server where a pooler loses them', async (t) => {
    const { transactions, server, number, insert } = await open(t);
    await transactions.write(() => insert({ key: 'a', number: 7 }));
    assert.equal(await transactions.read(() => number({ key: 'a' })), 7);
    assert.equal(server.prepares, true);
    await server.with((connection) => connection.command('DEALLOCATE ALL'));
    assert.equal(await transactions.read(() => number({ key: 'a' })), 7);
    assert.equal(server.prepares, false);
  });

  it('answers what it accepted before it closes, and accepts nothing more', async (t) => {
    const { transactions, insert, keys, server, things } = await open(t);
    const last = [
      transactions.write(() => insert({ key: 'a', number: 1 })),
      transactions.append(() => insert({ key: 'b', number: 1 })),
    ];
    await transactions.close();
    assert.deepEqual(await Promise.all(last), [1, 1]);
    await assert.rejects(
      transactions.write(() => insert({ key: 'c', number: 1 })),
      /closed/,
    );
    const again = new PgTransactions(server, {
      turns: things.replace('things', 'writers'),
      committed: () => {},
    });
    assert.deepEqual(await again.read(() => keys({})), ['a', 'b']);
  });
});
