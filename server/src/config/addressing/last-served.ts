import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readEnvironment } from '../environment/environment.ts';
import type { Addressing } from './address.ts';

const addressing = z.union([
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('localhost'), port: z.int().min(1).max(65_535) }),
]);

const fileIn = (dataDir: string) => join(dataDir, 'served.json');

/** Notes how the APIs of a data folder are served, for commands in another terminal that print addresses. */
export async function noteServed(dataDir: string, served: Addressing): Promise<void> {
  // It only spares somebody an option, so a full disk stops nothing here.
  await writeFile(fileIn(dataDir), `${JSON.stringify(served)}\n`, { mode: 0o600 }).catch(() => {});
}

/** Returns how the APIs of a data folder are served, as `PORT` says, or as they were served last. */
export async function servedAs(dataDir: string, env: NodeJS.ProcessEnv): Promise<Addressing> {
  const { mode, port } = readEnvironment(env);
  if (mode === 'production') return { kind: 'public' };
  const usual: Addressing = { kind: 'localhost', port };
  if (env.PORT) return usual;
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => '');
  return addressing.safeParse(parsed(text)).data ?? usual;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
