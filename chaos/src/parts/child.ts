import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const running = new Set<ChildProcess>();
/** Folders of programs, which go with them. */
export const theirFolders = new Set<string>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const folder of theirFolders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Starts a program that ends at the latest when this process does. */
export function startChild(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(file, args, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}
