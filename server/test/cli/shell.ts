import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../../src/cli/run.ts';

const { execPath } = process;
/** Of the environment of the test: `NODE_COMPILE_CACHE` halves the time that a program needs to start. */
const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
export const BIN = fileURLToPath(new URL('../../bin/latchkey.js', import.meta.url));

export interface Said {
  code: number;
  out: string;
  err: string;
}

/**
 * The processes of each test. Hooks run in the order of their creation, and a process writes until it is
 * killed.
 */
const started = new WeakMap<TestContext, Process[]>();

/** A folder of its own; after the test everything that was started in it is killed, and the folder gone. */
export async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'));
  started.set(t, []);
  t.after(async () => {
    for (const { child, ended } of started.get(t) ?? []) {
      child.kill('SIGKILL');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs commands in this process, as if typed in `cwd`. */
export function shell(cwd: string, env: NodeJS.ProcessEnv = { LATCHKEY_MODE: 'development' }) {
  return async (args: string[], input = ''): Promise<Said> => {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await run(args, {
      say: (line) => void out.push(line),
      write: async (text) => void out.push(text.replace(/\n$/, '')),
      note: (line) => void err.push(line),
      // Without LATCHKEY_DATA the folder is the one of the test's process, which is not what was typed.
      env: { LATCHKEY_DATA: join(cwd, '.latchkey'), ...env },
      cwd,
      input: Readable.from([input]),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
}

export interface Process {
  child: ChildProcess;
  /** Resolves with the first match in what it writes to either stream; rejects when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it has ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** All that it wrote so far. */
  written(): string;
}

/** Runs a program of its own, killed with the test's folder if it still runs. */
export function start(
  t: TestContext,
  file: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Process {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const written = () => lines.join('\n');
  const running: Process = {
    child,
    ended,
    written,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(written());
          if (match) resolve(match);
          return match !== null;
        };
        if (look()) return;
        listeners.add(look);
        void ended.then(() => look() || reject(new Error(`It ended and said only:\n${written()}`)));
      }),
  };
  started.get(t)?.push(running);
  return running;
}

/** `latchkey` as a program of its own. */
export function latchkey(t: TestContext, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}): Process {
  return start(t, execPath, [BIN, ...args], { cwd, env: { LATCHKEY_MODE: 'development', ...env } });
}
