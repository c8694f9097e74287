import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { unprivileged } from '../../../../scripts/postgres.ts';
import { PGBOUNCER } from '../../../../scripts/tools.ts';
import { versionOf } from '../../../../scripts/version.ts';
import { EVERYTHING } from '../../../src/rules/change/outdated.ts';
import { postgresDatabases } from '../../../src/store/postgres/index.ts';
import { freePort } from '../../http/free-port.ts';
import { event, HOUR, NOW } from '../fixtures.ts';
import { arrived, connect, heard, newSchema, place, postgresUrl, withoutPostgres } from './server.ts';

const skip =
  (await withoutPostgres()) || (versionOf(PGBOUNCER) === null && `${PGBOUNCER.command} is not there`);

/** Starts PgBouncer in transaction mode with two connections to the server, and returns the address by way of it. */
async function startPgbouncer(t: TestContext, to: string): Promise<string> {
  const server = new URL(to);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pgbouncer-'));
  const user = unprivileged();
  const password = server.password === '' ? '' : ` password='${server.password}'`;
  const behind = `host=${server.hostname} port=${server.port || 5432} dbname=${server.pathname.slice(1)} user=${server.username}${password}`;
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]\n${server.pathname.slice(1)} = ${behind}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
      'auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 100\n',
  );
  if (user) for (const path of [folder, join(folder, 'pgbouncer.ini')]) chownSync(path, user.uid, user.gid);
  const pooler = spawn('pgbouncer', ['pgbouncer.ini'], {
    cwd: folder,
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(async () => {
    pooler.kill('SIGKILL');
    if (pooler.exitCode === null && pooler.signalCode === null) await once(pooler, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  const said: string[] = [];
  for await (const line of createInterface(pooler.stderr)) {
    said.push(line);
    if (!line.includes('process up')) continue;
    pooler.stderr.resume();
    const own = new URL(to);
    own.host = `127.0.0.1:${port}`;
    return own.href;
  }
  throw new Error(`PgBouncer ended: ${said.join('\n')}`);
}

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
