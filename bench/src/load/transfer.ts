import { Agent, type ClientRequest, request as open } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Recipe, Transfer } from '../scenarios.ts';
import { type LoadOptions, type LoadResult, summary } from './generate.ts';

export const TEN_MEGABYTES = 10_000_000;
const CHUNK = 65_536;
/** Enough to keep a contestant busy; more would only fill buffers. */
const AT_ONCE = 4;

const body = Buffer.alloc(TEN_MEGABYTES, 'latchkey');

/** Sends or receives 10 MB, again and again on a few connections. Rejects at the first wrong answer. */
export async function generateTransfers(
  options: Pick<LoadOptions, 'port' | 'milliseconds' | 'requests'> & {
    recipe: Recipe & { transfer: Transfer };
  },
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true });
  const latencies: number[] = [];
  const began = performance.now();
  const deadline = began + options.milliseconds;
  let sent = 0;
  let last = began;
  let pause = 0;
  const work = async () => {
    while (performance.now() < deadline && sent < options.requests) {
      sent++;
      const asked = performance.now();
      await transfer(options.recipe, options.port, agent);
      const now = performance.now();
      latencies.push(now - asked);
      pause = Math.max(pause, now - last);
      last = now;
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    agent.destroy();
  }
  return { ...summary(latencies, performance.now() - began), pause };
}

async function transfer(
  { method, host, path, transfer: kind }: Recipe & { transfer: Transfer },
  port: number,
  agent: Agent,
): Promise<void> {
  const length = kind === 'up' ? { 'content-length': body.length } : {};
  const type = kind === 'down' ? {} : { 'content-type': 'application/octet-stream' };
  const headers = { host: `${host}:${port}`, ...type, ...length };
  const request = open({ agent, port, host: '127.0.0.1', method, path, headers });
  const received = bytesOf(request);
  const sent = kind === 'down' ? request.end() : pipeline(Readable.from(chunks()), request);
  const [bytes] = await Promise.all([received, sent]);
  if (kind !== 'up' && bytes !== TEN_MEGABYTES)
    throw new Error(`${method} ${path} answered with ${bytes} bytes`);
}

/** Resolves to the length of the answer. Rejects if its status is not 200. */
function bytesOf(request: ClientRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (answer) => {
      if (answer.statusCode !== 200)
        reject(new Error(`${request.method} ${request.path} answered ${answer.statusCode}`));
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.once('end', () => resolve(bytes));
      answer.once('error', reject);
    });
  });
}

/** Returns the 10 MB in parts, as a stream that does not know its length. */
export function* chunks(): Generator<Buffer> {
  for (let at = 0; at < body.length; at += CHUNK) yield body.subarray(at, at + CHUNK);
}
