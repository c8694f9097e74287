import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderFor, latchkey, shell } from '../cli/shell.ts';
import { freePort } from '../http/free-port.ts';
import { postgresUrl, removesSchema, withoutPostgres } from '../store/postgres/server.ts';
import { workersOf } from './worker-processes.ts';

const skip = await withoutPostgres();

test('workers share a port; one that is killed is replaced, and all finish what is under way when told to stop', {
  skip,
}, async (t) => {
  const name = `shop-${randomBytes(4).toString('hex')}`;
  const folder = await folderFor(t);
  await shell(folder)(['init', name]);
  const env = {
    LATCHKEY_MODE: 'development',
    LATCHKEY_MASTER_KEY: randomBytes(32).toString('hex'),
    LATCHKEY_DATABASE_URL: (await postgresUrl()) ?? '',
    LATCHKEY_DATABASE_CONNECTIONS: '3',
  };
  removesSchema(t, name);
  const [port, metrics] = [await freePort(), await freePort()];
  const serving = ['serve', '--port', String(port), '--workers', '2', '--metrics-port', String(metrics)];
  const server = latchkey(t, serving, join(folder, name), env);
  await server.says(/Latchkey is up on port/);
  await server.says(new RegExp(`Metrics are at port ${metrics + 1} `));
  const before = workersOf(server);
  assert.deepEqual([...before.keys()], ['1', '2']);

  // Each connection may go to the other worker, so that several go to both.
  const ready = () => status(port, '/readyz');
  assert.deepEqual([...new Set(await Promise.all(Array.from({ length: 8 }, ready)))], [200]);

  process.kill(before.get('2') ?? 0, 'SIGKILL');
  await server.says(/Worker 2 ended \(SIGKILL\); another one takes its place\./);
  assert.equal(await ready(), 200, 'the other one serves');
  await server.says(new RegExp(`(Metrics are at port ${metrics + 1} [^]*){2}`));
  const after = workersOf(server);
  assert.deepEqual([...after.keys()], ['1', '2']);
  assert.notEqual(after.get('2'), before.get('2'));
  assert.equal(after.get('1'), before.get('1'));

  server.child.kill('SIGTERM');
  assert.equal((await server.ended).code, 0, server.written());
  for (const pid of after.values()) assert.throws(() => process.kill(pid, 0), 'a worker is left');
});

test('a fault of all workers is said once', { skip }, async (t) => {
  const home = await folderFor(t);
  await shell(home)(['init', 'shop']);
  const at = join(home, 'shop');
  const type = shell(at, { LATCHKEY_MODE: 'development' });
  assert.match(
    (await type(['serve', '--workers', '0'])).err,
    /^--workers is "0": use a number from 1 to 64\./,
  );

  const elsewhere = {
    LATCHKEY_MODE: 'development',
    LATCHKEY_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
  };
  assert.match(
    (await shell(at, elsewhere)(['serve', '--workers', '2', '--port', '0'])).err,
    /^--workers share one port, so --port has to name it\./,
  );
  const failing = latchkey(t, ['serve', '--port', String(await freePort()), '--workers', '3'], at, elsewhere);
  assert.equal((await failing.ended).code, 1);
  assert.equal(failing.written().split('\n').length, 1, failing.written());
});

function status(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent: false };
    get(options, (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', reject);
  });
}
