import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { builtGo } from '../../../../../scripts/build-go.ts';
import { type Command, findFastApi } from '../../../../../scripts/from-pypi.ts';
import { NODE_ROUTERS } from './node-routers.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** A server whose router is behind the guard. */
export interface RealRouter {
  name: string;
  /** The template whose handler ran for a path that goes out exactly as given; `null` when none did. */
  ran(path: string): Promise<string | null>;
}

/** Starts every router that there is here with the same templates, the narrower ones first. */
export async function startRouters(templates: string[]): Promise<{
  routers: RealRouter[];
  missing: string[];
  stop(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-routers-'));
  const file = join(folder, 'templates.json');
  writeFileSync(file, JSON.stringify(templates));
  const servers: Server[] = [];
  const children: ChildProcess[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const routers: RealRouter[] = [];
  for (const [name, build] of Object.entries(NODE_ROUTERS)) {
    const server = await build(templates);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    routers.push(routerAt(name, (server.address() as AddressInfo).port, agent));
  }
  const others: [string, Command | null][] = [
    ["Go's mux", builtGo('routes', readFileSync(join(HERE, 'routes.go'), 'utf8'))],
    ['FastAPI', findFastApi()],
  ];
  for (const [name, found] of others) {
    if (!found) continue;
    const args = name === 'FastAPI' ? [join(HERE, 'routes.py'), file] : [file];
    const env = { ...process.env, ...found.env };
    const child = spawn(found.command, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    children.push(child);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    routers.push(routerAt(name, Number(line), agent));
  }
  return {
    routers,
    missing: others.flatMap(([name, found]) => (found ? [] : [name])),
    async stop() {
      agent.destroy();
      for (const child of children) {
        child.kill();
        await once(child, 'exit');
      }
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function routerAt(name: string, port: number, agent: Agent): RealRouter {
  return {
    name,
    ran: (path) =>
      new Promise((resolve, reject) => {
        const request = get({ host: '127.0.0.1', port, path, agent }, (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('end', () => {
            const template = /^ran (.*)$/.exec(text)?.[1] ?? null;
            resolve(answer.statusCode === 200 ? template : null);
          });
          answer.on('error', reject);
        });
        request.on('error', reject);
      }),
  };
}
