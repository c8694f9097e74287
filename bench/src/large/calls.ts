import { readFileSync } from 'node:fs';
import type { Contestant } from '../contestants/start.ts';
import { generateLoad, type LoadResult } from '../load/generate.ts';
import { supplyOf } from '../load/supply.ts';
import type { Recipe } from '../scenarios.ts';
import { valuesFor } from '../turns.ts';

/** Makes tokens by the server itself. */
export function tokensOf(server: Contestant): Promise<string[]> {
  return valuesFor(server, guardedCall(server), { connections: 8 }, 0);
}

/** One call with each token, or, with `milliseconds`, as many as fit. */
export async function calls(
  server: Contestant,
  tokens: string[],
  milliseconds?: number,
): Promise<LoadResult & { cpu: number }> {
  const recipe = guardedCall(server);
  const before = await server.cpu();
  const result = await generateLoad({
    ...{ port: server.port, recipe, supply: supplyOf(recipe, tokens), connections: 32 },
    milliseconds: milliseconds ?? 600_000,
    requests: milliseconds === undefined ? tokens.length : Number.MAX_SAFE_INTEGER,
  });
  return { ...result, cpu: ((await server.cpu()) - before) / result.answers };
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
