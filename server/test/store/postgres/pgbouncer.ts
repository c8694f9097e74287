import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { unprivileged } from '../../../../scripts/postgres.ts';
import { PGBOUNCER } from '../../../../scripts/tools.ts';
import { versionOf } from '../../../../scripts/version.ts';
import { freePort } from '../../http/free-port.ts';
import { withoutPostgres } from './server.ts';

/** For `skip` of a test: `false`, or why it cannot run. */
export async function withoutPgbouncer(): Promise<string | false> {
  return (await withoutPostgres()) || (versionOf(PGBOUNCER) === null && `${PGBOUNCER.command} is not there`);
}

/** On demand: `LATCHKEY_PGBOUNCER=1` has the whole suite of the store and the pages of the examples go by way of one. */
export const POOLED = process.env.LATCHKEY_PGBOUNCER === '1';

/** Starts PgBouncer in transaction mode with two connections to each database, and returns the address by way of it. */
export async function startPgbouncer(
  t: { after(leave: () => Promise<void>): void },
  to: string,
): Promise<string> {
  const server = new URL(to);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pgbouncer-'));
  const user = unprivileged();
  const password = server.password === '' ? '' : ` password='${server.password}'`;
  const behind = `host=${server.hostname} port=${server.port || 5432} user=${server.username}${password}`;
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]\n* = ${behind}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
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
