import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { type Cluster, startCluster } from '../../../../scripts/postgres.ts';
import { WHICH_TRANSACTION, wasCommitted } from '../../../src/store/postgres/outcome.ts';
import { PgServer } from '../../../src/store/postgres/server.ts';
import { isFault, withoutPostgres } from './server.ts';

describe('a server that waits for a replica which is away', { skip: await withoutPostgres() }, () => {
  let cluster: Cluster;
  let admin: PgServer;
  before(async () => {
    cluster = await startCluster();
    admin = new PgServer(cluster.url, { connections: 2 });
    await ask('CREATE TABLE numbers (number INTEGER)');
  });
  after(async () => {
    await admin.close();
    await cluster.stop();
  });

  const ask = (text: string) => admin.with((connection) => connection.command(text));
  /** Commits wait for a replica of this name; the empty name ends that. */
  const waitFor = async (replica: string) => {
    await ask(`ALTER SYSTEM SET synchronous_standby_names = '${replica}'`);
    await ask('SELECT pg_reload_conf()');
    while ((await ask('SHOW synchronous_standby_names')).rows[0]?.[0] !== replica);
    // The checkpointer tells the others, a moment after it has read the setting itself.
    if (replica !== '') await untilACommitWaits();
  };
  const untilACommitWaits = async () => {
    const probe = new Client({ connectionString: cluster.url });
    probe.on('error', () => {});
    await probe.connect();
    const waits = `SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
    for (let done = true; done; ) {
      done = false;
      const commit = probe.query(`SELECT pg_logical_emit_message(true, 'test', '')`).then(
        () => {
          done = true;
        },
        () => {},
      );
      while (!done && Number((await ask(waits)).rows[0]?.[0]) === 0);
      if (done) await commit;
    }
    await endThoseThatWait();
    await probe.end().catch(() => {});
    // It is still shown for a moment, and would be taken for the next one that waits.
    while (Number((await ask(waits)).rows[0]?.[0]) > 0);
  };
  const endThoseThatWait = async () => {
    const ended = `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
    for (let asked = 0; asked < 5_000; asked += 1) if (Number((await ask(ended)).rows[0]?.[0]) > 0) return;
    assert.fail('No commit waits for the replica.');
  };

  it('is not asked anything before it has confirmed its commits', async () => {
    await waitFor('nobody');
    const server = new PgServer(cluster.url, { connections: 1 });
    const answered = server.with((connection) => connection.command('SELECT 1'));
    await assert.rejects(
      Promise.all([answered, endThoseThatWait()]),
      'the connection that waited was ended, and none is given',
    );
    const again = server.with((connection) => connection.command('SELECT 1'));
    await waitFor('');
    assert.deepEqual((await again).rows, [[1]]);
    await server.close();
  });

  it('does not make a commit of that it alone has on disk count as done', async () => {
    const server = new PgServer(cluster.url, { connections: 2 });
    const which = await server.with(async (connection) => {
      const { rows } = await connection.command(`BEGIN; SELECT ${WHICH_TRANSACTION}`);
      await connection.command('INSERT INTO numbers VALUES (1)');
      await waitFor('nobody');
      const commit = connection.command('SET LOCAL statement_timeout = 0; COMMIT');
      await Promise.all([assert.rejects(commit), endThoseThatWait()]);
      const [id, life] = rows[0] ?? [];
      return { id: String(id), life: String(life) };
    });
    assert.deepEqual((await ask('SELECT number FROM numbers')).rows, [[1]], 'PostgreSQL shows it');
    const asked = wasCommitted(server, which, 5_000);
    await Promise.all([assert.rejects(asked, isFault('unsure')), endThoseThatWait()]);
    await waitFor('');
    assert.equal(await wasCommitted(server, which, 5_000), true);
    await server.close();
  });
});
