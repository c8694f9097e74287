import { type ChildProcess, fork } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { StartError } from 'latchkey/serve';

/** An example API in a separate process. */
export interface Child {
  port: number;
  stop(): Promise<void>;
}

export interface ChildOptions {
  name: string;
  /** The program that serves it. */
  file: string;
  /** Base URL of its internal endpoints, such as `http://127.0.0.1:4000/.latchkey/proconvey`. */
  latchkeyUrl: string;
  guardKey: string;
  /** The folder for its records. */
  dataDir: string;
  logFile: string;
  /** Called if it ends unexpectedly. */
  onExit(sentence: string): void;
}

/** A child that has not ended this many milliseconds after the request is killed. */
const STOP_TIMEOUT = 5_000;

/** Starts an example's API and waits until it listens. Rejects with `StartError` if it ends before that. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name } = options;
  const log = openSync(options.logFile, 'a', 0o600);
  const process_ = fork(options.file, [], {
    stdio: ['ignore', log, log, 'ipc'],
    // Detached from the terminal's Ctrl-C, so that pending calls finish before their upstream ends. A child
    // without a parent ends by itself when its channel closes.
    detached: true,
    env: {
      ...process.env,
      PORT: '0',
      DATA: options.dataDir,
      LATCHKEY_URL: options.latchkeyUrl,
      LATCHKEY_GUARD_KEY: options.guardKey,
    },
  });
  const port = await firstMessage(process_, () => {
    const said = lastComplaint(options.logFile);
    return `The API of ${name} ended before it listened${said && `: ${said}`} (${options.logFile}).`;
  });
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    process_.once('exit', (code, signal) => {
      if (!stopping) options.onExit(`The API of ${name} ended (${signal ?? code}); see ${options.logFile}.`);
      resolve();
    });
  });
  return {
    port,
    async stop() {
      stopping = true;
      process_.kill('SIGTERM');
      const impatience = setTimeout(() => process_.kill('SIGKILL'), STOP_TIMEOUT);
      await ended;
      clearTimeout(impatience);
    },
  };
}

function firstMessage(child: ChildProcess, sentence: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new StartError(sentence())));
    child.once('error', () => reject(new StartError(sentence())));
    child.on('message', (message: unknown) => {
      if (typeof message === 'object' && message && 'port' in message) resolve(Number(message.port));
    });
  });
}

/** Returns the reason that a process gave when it ended, from the end of its log, or an empty text. */
function lastComplaint(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-30);
  return lines.findLast((line) => /^(Cannot start|\w*Error\b.*?): /.test(line))?.replace(/\.$/, '') ?? '';
}
