import { readFileSync } from 'node:fs';
import type { Contestant } from '../contestants/start.ts';
import { generateLoad, type LoadResult } from '../load/generate.ts';
import { supplyOf } from '../load/supply.ts';
import type { Recipe } from '../scenarios.ts';
import { valuesFor } from '../turns.ts';

export interface Called extends LoadResult {
  /** Microseconds of the server's CPU time for each call. */
  cpu: number;
  /** Kilobytes that it wrote for each, with checkpoints. */
  written: number;
}

/** Makes tokens by the server itself. */
export function tokensOf(server: Contestant): Promise<string[]> {
  return valuesFor(server, guardedCall(server), { connections: 8 }, 0);
}

/** One call with each token, or, with `milliseconds`, as many as fit. */
export async function calls(server: Contestant, tokens: string[], milliseconds?: number): Promise<Called> {
  const recipe = guardedCall(server);
  const written = bytesWritten(server);
  const before = await server.cpu();
  const result = await generateLoad({
    ...{ port: server.port, recipe, supply: supplyOf(recipe, tokens), connections: 32 },
    milliseconds: milliseconds ?? 600_000,
    requests: milliseconds === undefined ? tokens.length : Number.MAX_SAFE_INTEGER,
  });
  const { answers } = result;
  const cpu = ((await server.cpu()) - before) / answers;
  return { ...result, cpu, written: (bytesWritten(server) - written) / 1_024 / answers };
}

/** Bytes that a process wrote to the disk; unlike times they are the same at any load of the machine. */
function bytesWritten({ pid }: Contestant): number {
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Megabytes of memory that a process has now. */
export function memory({ pid }: Contestant): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024);
}

function guardedCall(server: Contestant): Recipe {
  const recipe = server.recipes['guarded call'];
  if (!recipe) throw new Error('Latchkey has no guarded call.');
  return recipe;
}
