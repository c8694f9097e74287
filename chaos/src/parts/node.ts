import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../../server/test/http/free-port.ts';
import { startChild } from './child.ts';

const BIN = join(dirname(createRequire(import.meta.url).resolve('latchkey/package.json')), 'bin/latchkey.js');

export interface NodePlan {
  name: string;
  /** The configuration file. */
  config: string;
  /** For its log; the last part of each node's own. */
  folder: string;
  env: Record<string, string>;
  /** Processes that answer. */
  workers: number;
}

/** One process of `latchkey serve`, which can be killed and started again at the same port. */
export class LatchkeyNode {
  readonly name: string;
  readonly port: number;
  readonly #plan: NodePlan;
  #child: ChildProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #last: string[] = [];

  private constructor(plan: NodePlan, port: number) {
    this.name = plan.name;
    this.#plan = plan;
    this.port = port;
  }

  static async of(plan: NodePlan): Promise<LatchkeyNode> {
    return new LatchkeyNode(plan, await freePort());
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isUp(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when it is up. Rejects with what it said if it ends before. */
  async start(): Promise<void> {
    const { config, env, folder, name, workers } = this.#plan;
    const serve = ['serve', '--config', config, '--port', String(this.port), '--trusted-proxy', '127.0.0.1'];
    serve.push('--workers', String(workers));
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
    const child = startChild(process.execPath, [BIN, ...serve], {
      env: { PATH, HOME, NODE_COMPILE_CACHE, LATCHKEY_LOG: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ended = once(child, 'close');
    const log = createWriteStream(join(folder, `${name}.log`), { flags: 'a' });
    const lines: string[] = [];
    this.#last = lines;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface(stream).on('line', (line) => {
          log.write(`${line}\n`);
          lines.push(line);
          if (lines.length > 50) lines.shift();
          if (line.includes('Latchkey is up')) resolve();
        });
      }
      void this.#ended.then(() => {
        log.end();
        reject(new Error(`${name} ended: ${lines.join('\n')}`));
      });
    });
  }

  /** Starts it, again and again where the database or the disk is not there yet. */
  async startWhenItCan(patience = 60_000): Promise<void> {
    for (const until = performance.now() + patience; ; ) {
      try {
        return await this.start();
      } catch (error) {
        if (performance.now() > until) throw error;
      }
    }
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Its processes that answer, where it has several. */
  workers(): number[] {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  }

  /** Drains. Kills it where that takes longer than `patience` milliseconds. */
  async stop(patience = 20_000): Promise<void> {
    if (!this.isUp) return;
    this.#child?.kill('SIGTERM');
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), patience);
    await this.#ended;
    clearTimeout(timer);
  }

  /** The last lines that it wrote. */
  said(): string {
    return this.#last.join('\n');
  }
}
