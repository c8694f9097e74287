import { connect, type Socket } from 'node:net';
import type { Recipe } from '../scenarios.ts';
import { AnswerReader, type HttpAnswer } from './answer-reader.ts';
import type { Supply } from './supply.ts';

export interface LoadOptions {
  port: number;
  recipe: Recipe;
  supply: Supply;
  connections: number;
  /** Ends the run at whichever comes first: milliseconds, or requests sent. */
  milliseconds: number;
  requests: number;
  /** Milliseconds that a connection waits after each answer; without it, none. */
  rest?: number;
  /** Called with every correct answer. */
  answered?: (body: string) => void;
}

export interface LoadResult {
  answers: number;
  /** Milliseconds from the first request to the last answer. */
  elapsed: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** The longest time in which no connection was answered. */
  pause: number;
}

/**
 * Keeps a number of connections busy, one request at a time on each, and times every answer. Rejects at the
 * first wrong answer: a server that refuses quickly must not look fast. Uses bare sockets because every
 * request of a code exchange or refresh differs, and because the generator has only one core.
 */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => openSocket(options.port)),
  );
  const write = requestWriter(options);
  const began = performance.now();
  const deadline = began + options.milliseconds;
  let sent = 0;
  let last = began;
  let pause = 0;

  const work = (socket: Socket, connection: number) =>
    new Promise<void>((resolve, reject) => {
      const reader = new AnswerReader();
      let asked = 0;
      const ask = () => {
        const now = performance.now();
        const value = now < deadline && sent < options.requests ? options.supply.next(connection) : null;
        if (value === null) return resolve();
        sent++;
        asked = now;
        socket.write(write(value));
      };
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the connection was closed')));
      socket.on('data', (chunk: Buffer) => {
        try {
          const answer = reader.read(chunk);
          if (!answer) return;
          const now = performance.now();
          latencies.push(now - asked);
          pause = Math.max(pause, now - last);
          last = now;
          requireRight(answer, options.recipe);
          options.supply.answered(connection, answer.body);
          options.answered?.(answer.body);
          if (options.rest) setTimeout(ask, options.rest);
          else ask();
        } catch (error) {
          reject(error);
        }
      });
      ask();
    });

  try {
    await Promise.all(sockets.map(work));
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
  return { ...summary(latencies, performance.now() - began), pause };
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function requestWriter({ recipe, port }: LoadOptions): (value: string) => string {
  const lines = Object.entries(recipe.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${recipe.method} ${recipe.path} HTTP/1.1\r\nhost: ${recipe.host}:${port}\r\n${lines.join('')}`;
  return (value) => {
    if (recipe.method === 'GET') return `${head.replace('{}', value)}\r\n`;
    const body = recipe.body.replace('{}', value);
    return `${head}content-length: ${body.length}\r\n\r\n${body}`;
  };
}

/** Shows the status and error code, never the body of an answer, which may contain a token. */
function requireRight(answer: HttpAnswer, recipe: Recipe): void {
  if (answer.status === 200 && answer.body.includes(recipe.expect)) return;
  const error = /"(?:error|code)":"([^"]*)"/.exec(answer.body)?.[1] ?? 'no error code';
  throw new Error(`${recipe.method} ${recipe.path} answered ${answer.status}, ${error}`);
}

export function summary(latencies: number[], elapsed: number): Omit<LoadResult, 'pause'> {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    answers: sorted.length,
    elapsed,
    perSecond: (sorted.length / elapsed) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
  };
}
