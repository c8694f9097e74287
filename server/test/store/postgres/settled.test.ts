import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { event, NOW } from '../fixtures.ts';
import { connect, openStore, withoutPostgres } from './server.ts';

describe('the log on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('is read in order only as far as no row can appear any more', async (t) => {
    const { store, schema, remove } = await openStore({ now: () => NOW });
    const server = await connect(1);
    t.after(async () => {
      await server.close();
      await remove();
    });
    const seen = async () => ({
      newest: await store.newestChange(),
      changes: (await store.changesAfter(0, 10)).rows.map(({ id }) => id),
      toSeal: (await store.auditAfter(0, 10)).map(({ id }) => id),
    });
    // Transactions of other tests on this server hold rows back as well, until they end.
    const settles = async (id: number) => {
      while ((await store.newestChange()) < id);
    };
    await store.record([event('client.created')]);
    await settles(1);
    assert.deepEqual(await seen(), { newest: 1, changes: [1], toSeal: [1] });
    await server.with(async (connection) => {
      // Another node takes an id, and commits after the next one is taken.
      await connection.command(`BEGIN; INSERT INTO ${schema}.audit (kind, at, outcome, detail)
        VALUES ('client.changed', ${NOW}, 'allowed', '{}')`);
      await store.record([event('client.deleted')]);
      assert.deepEqual(await seen(), { newest: 1, changes: [1], toSeal: [1] });
      await connection.command('COMMIT');
    });
    await settles(3);
    assert.deepEqual(await seen(), { newest: 3, changes: [1, 2, 3], toSeal: [1, 2, 3] });
  });

  it('names triggers and views, which somebody else made', async (t) => {
    const { store, schema, remove } = await openStore({ now: () => NOW });
    const server = await connect(1);
    t.after(async () => {
      await server.with((connection) => connection.command(`DROP VIEW ${schema}.peek`));
      await server.close();
      await remove();
    });
    assert.deepEqual(await store.addedToSchema(10), []);
    await server.with((connection) => connection.command(`CREATE VIEW ${schema}.peek AS SELECT 1 AS one`));
    assert.deepEqual(await store.addedToSchema(10), [{ type: 'view', name: 'peek', table: 'peek' }]);
  });
});
