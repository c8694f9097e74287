import type { AddressInfo } from 'node:net';
import type { CodesMade, CodesWanted, CpuUsed, CpuWanted, Ready } from '../scenarios.ts';

/** Returns the folder for this contestant's database. */
export function dataFolder(): string {
  const { DATA } = process.env;
  if (!DATA) throw new Error('Started by bench/src/main.ts only: DATA is missing.');
  return DATA;
}

/** Returns the address of the upstream that a gateway passes calls on to. */
export function upstreamAddress(): string {
  const { UPSTREAM } = process.env;
  if (!UPSTREAM) throw new Error('Started by bench/src/main.ts only: UPSTREAM is missing.');
  return UPSTREAM;
}

/**
 * Reports that this contestant is ready, makes codes and tells its CPU time on request, and ends with its parent.
 *
 * @param cpuTime microseconds of CPU time, where another process does the work
 */
export function takePart(
  ready: Ready,
  makeCodes: (count: number) => Promise<string[]> = async () => [],
  cpuTime = ownCpuTime,
): void {
  process.on('message', (wanted: CodesWanted | CpuWanted) => {
    if ('cpu' in wanted) {
      process.send?.({ microseconds: cpuTime() } satisfies CpuUsed);
      return;
    }
    void makeCodes(wanted.makeCodes).then((codes) => process.send?.({ codes } satisfies CodesMade));
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.(ready);
}

function ownCpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

export function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || address === null)
    throw new Error('The server does not listen on a port.');
  return address.port;
}
