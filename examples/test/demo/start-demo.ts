import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `demo.json`, as docs/reference/demo.md promises it to programs. */
export interface Demo {
  port: number;
  tlsPort: number | null;
  ca: string | null;
  apis: Record<'proconvey' | 'procurios' | 'prospectconnect' | 'convert', DemoApi>;
}

export interface DemoApi {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  api: string;
  /** Its MCP server, where it has one. */
  mcp?: string;
  users: { email: string; password: string; tenant: string; role: string }[];
  clients: {
    name: string;
    kind: string;
    client_id: string;
    client_secret?: string;
    redirect_uris: string[];
    grant_types: string[];
    scope: string;
    mode?: string;
  }[];
  tokens: { name: string; token: string; scope: string; user: string; tenant: string }[];
  /** Endpoints of its platforms, where their receivers run beside the demo. */
  webhooks?: { client_id: string; url: string; secret: string }[];
}

export interface RunningDemo {
  demo: Demo;
  dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves when it has printed a match, to the match; rejects if it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Ends it with a signal and resolves to its exit code (`null` when a signal killed it). */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

const START = join(import.meta.dirname, '../../start.ts');

type Name = keyof Demo['apis'];

interface DemoOptions {
  /** The APIs that the test needs: each of them costs a second to start. All without it. */
  only?: readonly Name[];
  hosts?: 'localhost' | 'public';
  dataDir?: string;
  port?: number;
}

let shared: RunningDemo | null = null;

/** From now on every `startDemo` of this process returns one demo, which lasts until the returned function is called. */
export async function shareDemo(options: DemoOptions): Promise<() => Promise<void>> {
  const one = await startDemo(options);
  shared = { ...one, end: async () => 0 };
  return async () => {
    shared = null;
    await one.end();
    await forget(one.dataDir);
  };
}

/** The APIs as `npm start` brings them up, on free ports, with a data folder of their own. */
export async function startDemo(options: DemoOptions = {}): Promise<RunningDemo> {
  if (shared) return shared;
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'latchkey-demo-')));
  // A demo that was killed could not take its file away.
  await rm(join(dataDir, 'demo.json'), { force: true });
  const args = [
    ...(options.only ?? []).flatMap((name) => ['--only', name]),
    ...(options.hosts === 'public' ? ['--hosts', 'public', '--tls-port', '0'] : []),
  ];
  const child = spawn(process.execPath, [START, ...args], {
    env: { ...process.env, PORT: String(options.port ?? 0), LATCHKEY_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const waiting = new AbortController();
  const demo = await Promise.race([
    appeared(join(dataDir, 'demo.json'), waiting.signal),
    exited.then(() => Promise.reject(new Error(`The demo ended before it was up:\n${output}`))),
  ]).finally(() => waiting.abort());
  return {
    demo,
    dataDir,
    output: () => output,
    async says(pattern) {
      while (true) {
        const found = pattern.exec(output);
        if (found) return found;
        await Promise.race([
          once(child.stdout, 'data'),
          exited.then(() => Promise.reject(new Error(`It ended and never said ${pattern}:\n${output}`))),
        ]);
      }
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** A demo that several files of one process use, each by its own share in it. */
interface Share {
  /** Starts it, unless another file has. */
  start(): Promise<RunningDemo>;
  /** Ends and forgets it, unless another file still has a share. */
  leave(): Promise<void>;
}

const joined = new Map<string, { shares: number; running?: Promise<RunningDemo> | undefined }>();

/** For files that leave the demo as the others need it. Take the share where the suite is described, before any of them runs. */
export function joinDemo(options: Pick<DemoOptions, 'only' | 'hosts'> = {}): Share {
  const key = JSON.stringify(options);
  const demo = joined.get(key) ?? { shares: 0 };
  joined.set(key, demo);
  demo.shares += 1;
  return {
    start() {
      demo.running ??= startDemo(options);
      return demo.running;
    },
    async leave() {
      demo.shares -= 1;
      if (demo.shares > 0) return;
      const running = await demo.running;
      demo.running = undefined;
      await running?.end();
      if (running) await forget(running.dataDir);
    },
  };
}

export async function forget(dataDir: string): Promise<void> {
  if (shared) return;
  await rm(dataDir, { recursive: true, force: true });
}

/** Resolves when the file is there; it is moved into place whole, so one look is enough. */
async function appeared(file: string, signal: AbortSignal): Promise<Demo> {
  const watcher = watch(join(file, '..'), { signal });
  while (true) {
    const changed = once(watcher, 'change', { signal });
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) {
      changed.catch(() => {});
      return JSON.parse(text) as Demo;
    }
    await changed;
  }
}
