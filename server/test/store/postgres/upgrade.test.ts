import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { migrations } from '../../../src/store/migrations/index.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { migrate } from '../../../src/store/postgres/migrate.ts';
import { event, HOUR, NOW, seed } from '../fixtures.ts';
import { connect, newSchema, postgresUrl, withoutPostgres } from './server.ts';

/** The version after this one: it changes tables that every request reads and writes, the log among them. */
const NEXT = {
  version: (migrations.at(-1)?.version ?? 0) + 1,
  name: 'next',
  sql: `
ALTER TABLE clients ADD COLUMN plan TEXT NOT NULL DEFAULT 'small';
ALTER TABLE audit ADD COLUMN region TEXT;
ALTER TABLE used_once ADD COLUMN purpose TEXT;
CREATE TABLE plans (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX clients_by_plan ON clients(plan, id);
`,
};

describe('an upgrade on PostgreSQL', { skip: await withoutPostgres() }, () => {
  it('migrates while nodes of the version before serve, and they go on after it', async (t) => {
    const url = (await postgresUrl()) ?? '';
    const schema = newSchema();
    const admin = await connect(2);
    const nodes = [1, 2].map(() => postgresDatabases({ url, directUrl: null, connections: 4 }));
    t.after(async () => {
      for (const node of nodes) await node.close();
      await admin.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
      await admin.close();
    });
    const clock = { now: () => NOW };
    const stores = await Promise.all(nodes.map((node) => node.open(schema, { clock })));
    await stores[0]?.seedOnce(seed());

    let answered = 0;
    let on = true;
    const wanted: { count: number; reached(): void }[] = [];
    const more = (count: number) =>
      new Promise<void>((reached) => void wanted.push({ count: answered + count, reached }));
    const load = stores.map(async (store, node) => {
      while (on) {
        const key = `${node} ${answered}`;
        const [client, first] = await Promise.all([
          store.client('platform', NOW),
          store.recordOnce({ key, expiresAt: NOW + HOUR, events: [event('api.called')] }),
          store.record([event('session.opened')]),
        ]);
        assert.deepEqual([client?.client.id, first], ['platform', 'first']);
        answered += 1;
        for (const { count, reached } of wanted) if (answered >= count) reached();
      }
    });
    const running = Promise.all(load);
    await Promise.race([more(20), running]);
    // Ten nodes of the next version start at once, while somebody reads a table for long, as pg_dump does.
    const known = [...migrations, NEXT];
    const next = await connect(11);
    const reader = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    const read = next.with(async (connection) => {
      await connection.command(`BEGIN; SELECT count(*) FROM ${schema}.clients`);
      reading.resolve();
      await reader.promise;
      await connection.rollBack();
    });
    await reading.promise;
    const migrated = Promise.all(
      Array.from({ length: 10 }, () =>
        next.with((connection) => migrate(connection, { schema, known, now: NOW })),
      ),
    );
    await Promise.race([more(30), running]);
    reader.resolve();
    await Promise.all([read, migrated]);
    await next.close();
    await Promise.race([more(20), running]);
    on = false;
    await running;

    const [store] = stores;
    const rows = async (kind: 'api.called' | 'session.opened') =>
      (await store?.auditTrail({ kind, limit: 100_000 }))?.length;
    assert.deepEqual([await rows('api.called'), await rows('session.opened')], [answered, answered]);
    for (const each of stores) await each.close();
    // A node of the version before that starts now cannot know what the newer one writes.
    await assert.rejects(
      nodes[0]?.open(schema, { clock }) ?? Promise.resolve(),
      /written by a newer version/,
    );
    const { rows: ran } = await admin.with((connection) =>
      connection.command(`SELECT count(*) FROM ${schema}.migrations WHERE version = ${NEXT.version}`),
    );
    assert.deepEqual(ran, [[1]]);
  });

  it('is refused, as every start is, where a part of the schema is missing', async (t) => {
    const url = (await postgresUrl()) ?? '';
    const schema = newSchema();
    const admin = await connect(1);
    const node = postgresDatabases({ url, directUrl: null, connections: 2 });
    t.after(async () => {
      await node.close();
      await admin.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
      await admin.close();
    });
    await (await node.open(schema)).close();
    for (const [what, broken] of [
      ['the table mails', `DROP TABLE ${schema}.mails`],
      ['parts', `ALTER TABLE ${schema}.grants DROP CONSTRAINT grants_client_id_fkey`],
      ['parts', `DELETE FROM ${schema}.migrations`],
    ]) {
      await admin.with((connection) => connection.command(String(broken)));
      for (const opening of ['read', 'change', 'make'] as const) {
        await assert.rejects(node.open(schema, { opening }), (error: Error) => {
          assert.ok(error.message.includes(`lacks ${what}`), error.message);
          assert.match(
            error.message,
            /drop it, and restore it once more, by pg_restore --single-transaction/,
          );
          return true;
        });
      }
      await admin.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
      await (await node.open(schema)).close();
    }
  });
});
