import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { type AuditEvent, ClientId } from '../../../src/model/index.ts';
import { event, HOUR, NOW } from '../fixtures.ts';
import { connect, place, withoutPostgres } from './server.ts';

describe('the counters of calls on PostgreSQL', { skip: await withoutPostgres() }, () => {
  /** Nodes on one schema, and the rows of calls that they write. */
  async function open(t: { after(leave: () => Promise<void>): void }, nodes: number) {
    const { schema, open, remove } = await place();
    const admin = await connect(1);
    t.after(async () => {
      await remove();
      await admin.close();
    });
    const warned: string[] = [];
    const log = { info: () => {}, warn: (_: object, text?: string) => void warned.push(text ?? '') };
    const clock = { now: () => NOW };
    const stores = [];
    for (let node = 0; node < nodes; node++)
      stores.push(await open({ clock, log, hears: false, follow: false }));
    const [first = await open({ clock })] = stores;
    const run = (sql: string) => admin.with((connection) => connection.command(sql));
    return { schema, stores, first, warned, run, open };
  }

  const call = (over: Partial<AuditEvent> = {}) =>
    event('api.called', {
      ...{ clientId: ClientId('robot'), outcome: 'allowed', code: 'listNotes' },
      detail: { operation: 'listNotes', token: 'client' },
      ...over,
    });
  const sum = (counts: readonly { calls: number }[]) => counts.reduce((sum, { calls }) => sum + calls, 0);

  it('have every call that was answered before they are read, whichever nodes write and read, once', async (t) => {
    const { stores } = await open(t, 3);
    let answered = 0;
    const write = async (node: number, number: number) => {
      const at = NOW + (number % 3) * HOUR;
      const row = call({ at, clientId: ClientId(`client ${number % 5}`) });
      if (number % 4 > 0) await stores[node]?.record([row, row]);
      // A verb that writes more than it adds.
      else
        await stores[node]?.recordOnce({
          key: `${node} ${number}`,
          expiresAt: NOW + HOUR,
          events: [row, row],
        });
      answered += 2;
    };
    const load = stores.map(async (_, node) => {
      for (let number = 0; number < 60; number += 6) {
        await Promise.all(Array.from({ length: 6 }, (_, more) => write(node, number + more)));
      }
    });
    let reading = true;
    const reads = stores.map(async (store) => {
      while (reading) {
        const before = answered;
        const found = sum((await store.usagePage({ by: 'hour', limit: 1_000 })).counts);
        assert.ok(found >= before && found <= 360, `${found} are counted, ${before} were answered`);
      }
    });
    await Promise.all(load);
    reading = false;
    await Promise.all(reads);
    for (const store of stores) {
      const { counts } = await store.usagePage({ by: 'hour', limit: 1_000 });
      assert.deepEqual([sum(counts), counts.length], [360, 15]);
      assert.equal(sum((await store.usagePage({ by: 'day', limit: 10 })).counts), 360);
    }
  });

  it('keep no row locked while a node commits calls', async (t) => {
    const { stores, run, schema } = await open(t, 2);
    const [one, other] = stores;
    await one?.record([call()]);
    // As another node does that waits for its disk: it has the rows of this hour, and has not committed them.
    await run(`BEGIN; UPDATE ${schema}.usage SET calls = calls; UPDATE ${schema}.activity SET allowed = allowed;
      SELECT pg_advisory_xact_lock(hashtextextended('latchkey counters of ${schema}', 0))`);
    await Promise.all([one?.record([call()]), other?.record([call()]), one?.record([call()])]);
    const counts = other?.usagePage({ by: 'hour', limit: 10 });
    await run('COMMIT');
    assert.equal(sum((await counts)?.counts ?? []), 4);
  });

  it('know the first and the last moment of what one note stands for', async (t) => {
    const { first, run, schema } = await open(t, 1);
    const moments = [0, 1, 2].map((minutes) => call({ at: NOW + minutes * MINUTE }));
    await first.record([...moments, call({ at: NOW + 9, detail: { token: 'client', notRecorded: 7 } })]);
    assert.equal(sum((await first.usagePage({ limit: 10 })).counts), 10);
    const { rows } = await run(
      `SELECT allowed, first_at, last_at FROM ${schema}.activity WHERE subject = 'robot'`,
    );
    assert.deepEqual(rows, [[10, NOW, NOW + 2 * MINUTE]]);
  });

  it('miss nothing that a node noted which ended before it could count', async (t) => {
    const { first, run, schema, warned, open: openNode } = await open(t, 1);
    await first.record([call()]);
    await first.usagePage({ limit: 10 });
    const counted = async () => Number((await run(`SELECT sum(calls) FROM ${schema}.usage`)).rows[0]?.[0]);
    assert.equal(await counted(), 1);
    // The verb is committed and answered, and counting fails, as it does for a process that loses its connection or its life.
    await run(`
CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
CREATE TRIGGER fail BEFORE DELETE ON ${schema}.uncounted FOR EACH ROW EXECUTE FUNCTION ${schema}.fail()`);
    await first.record([call()]);
    assert.equal(sum((await first.usagePage({ limit: 10 })).counts), 1);
    assert.deepEqual(warned, ['rows of the log are counted later']);
    await first.close();
    await run(`DROP TRIGGER fail ON ${schema}.uncounted; DROP FUNCTION ${schema}.fail`);
    for (let starts = 0; starts < 2; starts++) await openNode({ clock: { now: () => NOW }, hears: false });
    assert.equal(await counted(), 2);
    assert.equal(Number((await run(`SELECT count(*) FROM ${schema}.uncounted`)).rows[0]?.[0]), 0);
  });
});
