import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE } from '../../../src/lib/clock.ts';
import { NO_MEASURES } from '../../../src/lib/measures.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { event, NOW } from '../fixtures.ts';
import { connect, newSchema, postgresUrl, withoutPostgres } from './server.ts';

describe('the counters of a verb on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('have each row of the log once, also where a process ended before it could count', async (t) => {
    const schema = newSchema();
    const url = (await postgresUrl()) ?? '';
    const admin = await connect(1);
    const run = (sql: string) => admin.with((connection) => connection.command(sql));
    const warned: string[] = [];
    const log = { info: () => {}, warn: (_: object, text?: string) => void warned.push(text ?? '') };
    let now = NOW;
    const clock = { now: () => now };
    const databases = postgresDatabases({ url, directUrl: null, connections: 4 });
    t.after(async () => {
      await databases.close();
      await run(`DROP SCHEMA ${schema} CASCADE`);
      await admin.close();
    });
    let commits = 0;
    const measures = { ...NO_MEASURES, committed: () => void commits++ };
    const store = await databases.open(schema, { clock, log, measures });
    const call = (key: string) => {
      const row = event('api.called', { clientId: null, outcome: 'allowed', code: 'listNotes', at: NOW });
      return store.recordOnce({ key, expiresAt: NOW + MINUTE, events: [row] });
    };
    const counted = async () => {
      const look = await databases.open(schema, { clock, opening: 'read' });
      const { counts } = await look.usagePage({ by: 'hour', limit: 10 });
      await look.close();
      return counts.reduce((sum, { calls }) => sum + calls, 0);
    };

    assert.equal(await call('one'), 'first');
    assert.equal(await counted(), 1);

    // All verbs add to the same rows, which stay locked until the commit: they are counted together, by one transaction at a time.
    const before = commits;
    await Promise.all(Array.from({ length: 20 }, (_, number) => call(`of many ${number}`)));
    assert.equal(await counted(), 21);
    assert.ok(commits - before < 40, `${commits - before} commits`);

    // The verb is committed and answered, and counting fails, as it does for a process that loses its connection or its life.
    await run(`
CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
CREATE TRIGGER fail BEFORE DELETE ON ${schema}.uncounted FOR EACH ROW EXECUTE FUNCTION ${schema}.fail()`);
    assert.equal(await call('two'), 'first');
    assert.deepEqual([await counted(), warned], [21, ['rows of the log are counted later']]);
    await run(`DROP TRIGGER fail ON ${schema}.uncounted`);
    await store.close();

    now += MINUTE + 1;
    for (let starts = 0; starts < 2; starts += 1) await (await databases.open(schema, { clock })).close();
    assert.equal(await counted(), 22);
  });
});
