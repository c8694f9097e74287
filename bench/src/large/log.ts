import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { openSqliteStore } from '../../../server/src/store/sqlite/index.ts';
import type { AuditQuery } from '../../../server/src/store/store.ts';
import { CONFIG_FILE } from '../contestants/served.ts';
import { spreadOf, spreadText } from '../report.ts';

const LATCHKEY = new URL('../../../server/bin/latchkey.js', import.meta.url).pathname;
const TIMES = 5;
/** Of the kernel's clock in a second. */
const TICKS = 100;

/** Pages of the log as the dashboard and `latchkey audit search` ask for them. */
export async function searchLog(file: string): Promise<void> {
  const store = await openSqliteStore(file, { opening: 'read' });
  const queries = {
    'the newest': {},
    'of one user': { userId: 'usr_2' },
    'of a connected account': { connectedAccountId: 'conn_1' },
    'of a user that has none': { userId: 'none' },
    'of a connected account that has none': { connectedAccountId: 'none' },
    'of a client that has none': { clientId: 'none' },
    'of an operation that has none': { operation: 'none' },
    'of a kind that has none': { kind: 'role.changed' },
  } satisfies Record<string, Omit<AuditQuery, 'limit'>>;
  for (const [what, query] of Object.entries(queries)) {
    const took: number[] = [];
    let told = '';
    for (let round = 0; round < TIMES; round++) {
      const began = performance.now();
      const { rows, next } = await store.auditPage({ ...query, limit: 50 });
      took.push(performance.now() - began);
      told = `${rows.length} rows${next === null ? ', to the end of the log' : ''}`;
    }
    console.log(`a page of the log, ${what}: ${spreadText(spreadOf(took))} ms; ${told}`);
  }
  await store.close();
}

/** Runs a command on the log to its end. Prints the rows a second, with its start, and the most memory that it had. */
export async function commandOnLog(
  command: 'export' | 'verify',
  { data, rows, prefix }: { data: string; rows: number; prefix: string[] },
): Promise<void> {
  const began = performance.now();
  const [program = process.execPath, ...args] = [...prefix, process.execPath, LATCHKEY];
  const child = spawn(program, [...args, 'audit', command, '--config', CONFIG_FILE, '--data', data], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const used = watchUse(child.pid);
  const [code] = await once(child, 'exit');
  const { megabytes, cpu } = used();
  if (code !== 0) throw new Error(`latchkey audit ${command} ended with ${code}.`);
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `${command}: ${Math.round(rows / seconds)} rows/s, ${seconds.toFixed(1)} s with its start, ${cpu.toFixed(1)} s of CPU, at most ${megabytes} MB`,
  );
}

/** Looks at a process ten times a second. Returns a function that tells the most memory and the seconds of CPU that it used. */
function watchUse(pid: number | undefined): () => { megabytes: number; cpu: number } {
  const used = { megabytes: 0, cpu: 0 };
  const watch = setInterval(() => {
    if (!existsSync(`/proc/${pid}/stat`)) return;
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes !== undefined) used.megabytes = Math.round(Number(kilobytes) / 1_024);
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    used.cpu = (Number(fields[11]) + Number(fields[12])) / TICKS;
  }, 100);
  return () => {
    clearInterval(watch);
    return used;
  };
}
