import type { ChildProcess } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../lib/clock.ts';
import type { RunningWriter } from '../writer.ts';
import type { Plan } from './serve-plan.ts';
import type { Terminal } from './terminal.ts';
import { untilTold } from './until-told.ts';
import { lineToWorker } from './writer-line.ts';

/** The pause before a worker is replaced; doubled while its successors end before they serve. */
const SHORTEST_PAUSE = SECOND;
const LONGEST_PAUSE = 30 * SECOND;

const NUMBER = 'LATCHKEY_WORKER';
const UP = 'up';

/** Returns which worker this process is, from 1, or `null` if it is none. */
export function workerNumber(): number | null {
  return cluster.isWorker ? Number(process.env[NUMBER]) : null;
}

/** Tells the process that started this worker that it serves. */
export function tellUp(): void {
  process.send?.(UP);
}

/** A worker that was begun. */
interface Begun {
  process: ChildProcess;
  /** Resolves to whether it serves, once it does or has ended. */
  up: Promise<boolean>;
  /** Resolves to its exit code. One that was stopped before it could hear of it did as it was told. */
  ended: Promise<number>;
}

/**
 * Serves by several processes of this program, which share the ports. Each is a node of its own or, with `writer`, one that asks this
 * process. The first one starts alone, so that a fault that keeps all of them from starting is said once. Resolves to the exit code.
 */
export async function serveByWorkers(
  { workers, nodes }: Plan,
  { note }: Terminal,
  writer: Pick<RunningWriter, 'serve'> | null,
): Promise<number> {
  // JSON would lose much of the arguments and values of verbs.
  cluster.setupPrimary({ serialization: 'advanced' });
  const stop = new AbortController();
  const told = untilTold().then(() => stop.abort());
  const begin = (number: number) => {
    const worker = cluster.fork({
      [NUMBER]: String(number),
      LATCHKEY_NODES: String(writer ? nodes : nodes * workers),
    });
    writer?.serve(lineToWorker(worker));
    return begun(worker);
  };

  const first = begin(1);
  const isUp = await Promise.race([first.up, told]);
  if (isUp === false) return first.ended;
  const more = stop.signal.aborted ? 0 : workers - 1;
  const others = Array.from({ length: more }, (_, at) => at + 2);
  const kept = [
    keep(1, first, begin, { stopping: stop.signal, note }),
    ...others.map((number) => keep(number, begin(number), begin, { stopping: stop.signal, note })),
  ];
  return Math.max(...(await Promise.all(kept)));
}

function begun(worker: Worker): Begun {
  const ended = new Promise<number>((resolve) => {
    worker.once('exit', (code: number | null, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 1)));
  });
  const up = new Promise<boolean>((resolve) => {
    worker.on('message', (message) => {
      if (message === UP) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  return { process: worker.process, up, ended };
}

/** Replaces a worker whenever it ends, until `stopping`. Resolves to the exit code of the last one. */
async function keep(
  number: number,
  first: Begun,
  begin: (number: number) => Begun,
  { stopping, note }: { stopping: AbortSignal } & Pick<Terminal, 'note'>,
): Promise<number> {
  let wait = SHORTEST_PAUSE;
  for (let running = first; ; running = begin(number)) {
    const end = () => void running.process.kill('SIGTERM');
    stopping.addEventListener('abort', end);
    if (stopping.aborted) end();
    const code = await running.ended;
    stopping.removeEventListener('abort', end);
    if (stopping.aborted) return code;
    wait = (await running.up) ? SHORTEST_PAUSE : Math.min(LONGEST_PAUSE, 2 * wait);
    note(`Worker ${number} ended (${running.process.signalCode ?? code}); another one takes its place.`);
    await pause(wait, undefined, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return 0;
  }
}
