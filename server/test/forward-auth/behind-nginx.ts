import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../http/free-port.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/nginx/', import.meta.url));

/** The example of `examples/nginx`: nginx before an API in Python, on ports of their own. */
export interface BehindNginx {
  port: number;
  close(): Promise<void>;
}

export async function startNginx(options: {
  binary: string;
  latchkeyPort: number;
  apiName: string;
  host: string;
  guardKey: string;
  /** Further lines for the place where calls are passed on. */
  lines?: string;
}): Promise<BehindNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-nginx-'));
  const children: ChildProcess[] = [];
  const close = async () => {
    for (const child of children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    )) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const api = spawn('python3', ['-u', join(EXAMPLE, 'api.py'), '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(api);
    const [line] = (await once(api.stdout, 'data')) as [Buffer];
    const port = await freePort();
    await cp(join(EXAMPLE, 'nginx.conf'), join(folder, 'nginx.conf'));
    const changes: [string, string][] = [
      ['127.0.0.1:4000', `127.0.0.1:${options.latchkeyPort}`],
      ['127.0.0.1:5000', `127.0.0.1:${line.toString().trim()}`],
      ['127.0.0.1:8080', `127.0.0.1:${port}`],
      ['api.example.com', options.host],
      ['/.latchkey/tickets/', `/.latchkey/${options.apiName}/`],
      ['proxy_pass http://api;', `${options.lines ?? ''}\nproxy_pass http://api;`],
    ];
    await edit(join(folder, 'nginx.conf'), changes);
    const key = `proxy_set_header Latchkey-Guard-Key "${options.guardKey}";\n`;
    await writeFile(join(folder, 'guard-key.conf'), key, { mode: 0o600 });
    const here = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'];
    const globals = ['-g', `daemon off; master_process off; pid ${folder}/nginx.pid;`];
    const nginx = spawn(options.binary, [...here, ...globals], { stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(nginx);
    await untilItListens(port, nginx);
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every text has to be there: a configuration in which one is missing is not the one that was meant. */
async function edit(file: string, changes: [string, string][]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file} does not name ${from}.`);
    text = text.replaceAll(from, to);
  }
  await writeFile(file, text);
}

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}.`);
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
