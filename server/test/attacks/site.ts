import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { gateway } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import { openListener } from '../../src/http/listener.ts';
import type { AuditRow } from '../../src/model/index.ts';
import { listen } from '../gateway/sockets.ts';
import { LIVE, openWorld, type World } from '../guard/world.ts';

const NAIVE = fileURLToPath(new URL('naive_upstream.py', import.meta.url));

/** Why the naive API cannot run here; `false` when it can. */
export const withoutPython =
  spawnSync('python3', ['--version']).status === 0 ? false : 'python3 is not installed';

/** The whole program in front of an API: listener, front door, guard and gateway. */
export interface Site {
  world: World;
  port: number;
  /** Targets that reached the API since `since`; empty with the naive one, which tells itself. */
  reached: string[];
  /** Rows about calls that were written since the last time. */
  newRows(): Promise<AuditRow[]>;
  close(): Promise<void>;
}

export async function openSite(upstream: 'plain' | 'naive' = 'plain'): Promise<Site> {
  const reached: string[] = [];
  const plain = await listen((incoming, response) => {
    reached.push(`${incoming.method} ${incoming.url}`);
    incoming.resume().on('end', () => response.end('from the API'));
  });
  const naive = upstream === 'naive' ? await startNaive() : null;
  const world = await openWorld({
    front: gateway({ upstream: naive?.origin ?? plain.origin }),
    limits: { client: { calls: 100_000, per: 60 } },
  });
  const app = await createApp({ api: world.api, operations: world.operations });
  const listener = await openListener('127.0.0.1', 0);
  const log = pino({ level: 'silent' });
  listener.serve(createDoor({ apps: [app], log, ready: async () => true, requireTls: false }));
  const known = new Set<string>();
  return {
    world,
    port: listener.port,
    reached,
    async newRows() {
      const rows = (await world.audit()).filter(({ id }) => !known.has(String(id)));
      for (const { id } of rows) known.add(String(id));
      return rows;
    },
    async close() {
      app.front.close?.();
      await listener.close();
      await plain.close();
      naive?.child.kill();
      await world.close();
    },
  };
}

async function startNaive(): Promise<{ child: ChildProcess; origin: string }> {
  const child = spawn('python3', ['-u', NAIVE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, origin: `http://127.0.0.1:${line.toString().trim()}` };
}

/** A request as it stands on the wire, to the live domain unless `lines` say otherwise; its connection ends with it. */
export function wire(first: string, lines: string[], body = ''): string {
  const host = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${LIVE}`];
  return [`${first} HTTP/1.1`, ...host, ...lines, 'Connection: close', '', body].join('\r\n');
}
