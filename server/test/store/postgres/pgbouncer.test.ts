import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVERYTHING } from '../../../src/rules/change/outdated.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { event, HOUR, NOW } from '../fixtures.ts';
import { startPgbouncer, withoutPgbouncer } from './pgbouncer.ts';
import { arrived, connect, heard, newDatabase, newSchema, place, postgresUrl } from './server.ts';

const skip = await withoutPgbouncer();

test('two nodes work by way of PgBouncer in transaction mode, which mixes their sessions up', {
  skip,
}, async (t) => {
  const directUrl = (await postgresUrl()) ?? '';
  const schema = newSchema();
  const url = await startPgbouncer(t, directUrl);
  const nodes = [1, 2].map(() => postgresDatabases({ url, directUrl, connections: 8 }));
  const stores = await Promise.all(
    nodes.map((node) => node.open(schema, { clock: { now: () => NOW }, follow: true })),
  );
  t.after(async () => {
    for (const store of stores) await store.close();
    for (const node of nodes) await node.close();
    const server = await connect(1);
    await server.with((connection) => connection.command(`DROP SCHEMA ${schema} CASCADE`));
    await server.close();
  });
  const [store, other] = stores;
  assert.ok(store && other);
  if (other.push() !== 'up') await heard(other, EVERYTHING);

  // Verbs that write, verbs that add, and reads of several statements, each through whichever session is free.
  const once = (key: number) =>
    stores.map((each) =>
      each.recordOnce({ key: `batch ${key}`, expiresAt: NOW + HOUR, events: [event('api.called')] }),
    );
  const answers = await Promise.all(Array.from({ length: 20 }, (_, key) => once(key)).flat());
  assert.equal(answers.filter((answer) => answer === 'first').length, 20);
  await Promise.all(
    stores.flatMap((each) => Array.from({ length: 20 }, () => each.record([event('session.opened')]))),
  );
  const trail = (kind: 'api.called' | 'session.opened') => store.auditTrail({ kind, limit: 99 });
  assert.deepEqual([(await trail('api.called')).length, (await trail('session.opened')).length], [20, 40]);
  // Told through the pooler, and heard past it.
  await arrived(store, other);
});

test('a node that hears others only through PgBouncer says that it hears nothing, and what to set', {
  skip,
}, async (t) => {
  const { schema, open, remove } = await place();
  t.after(remove);
  const url = await startPgbouncer(t, (await postgresUrl()) ?? '');
  const told = Promise.withResolvers<unknown>();
  const log = { info() {}, warn: (about: unknown) => told.resolve(about) };
  const store = await open({ url, log, hears: false });
  const { error, ...about } = Object(await told.promise);
  assert.deepEqual(about, { schema });
  assert.match(error, /^notifications do not arrive\..* set LATCHKEY_DATABASE_DIRECT_URL /);
  assert.equal(store.push(), 'lost');
});

test('a server that would forget is refused, though the pooler still lends sessions from before', {
  skip,
}, async (t) => {
  const directUrl = await newDatabase(t);
  const url = await startPgbouncer(t, directUrl);
  const node = postgresDatabases({ url, directUrl, connections: 1 });
  t.after(() => node.close());
  await (await node.open(newSchema())).close();
  const server = await connect(1, directUrl);
  const name = new URL(directUrl).pathname.slice(1);
  await server.with((connection) =>
    connection.command(`ALTER DATABASE "${name}" SET synchronous_commit = off`),
  );
  await server.close();
  await assert.rejects(node.open(newSchema()), /synchronous_commit off/);
});
