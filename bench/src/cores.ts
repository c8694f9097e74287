import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The assignment of processes to cores, so that load and contestant do not disturb each other. */
export interface Cores {
  /** The prefix of the command that starts a contestant. */
  pin: string[];
  /** The prefix of a command that has all cores, as a person runs it. */
  all: string[];
  note: string;
}

/**
 * Moves this process, which generates the load, to the second core and leaves the first to the contestants.
 */
export function divideCores(): Cores {
  const count = availableParallelism();
  if (count < 2) {
    return { pin: [], all: [], note: 'one core only: contestant and load generator share it' };
  }
  const moved = spawnSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)]);
  if (moved.error || moved.status !== 0) {
    return { pin: [], all: [], note: 'taskset cannot be used here: processes are not held to a core' };
  }
  return {
    pin: ['taskset', '-c', '0'],
    all: ['taskset', '-c', `0-${count - 1}`],
    note: 'contestant on core 0, load generator on core 1 (taskset)',
  };
}
