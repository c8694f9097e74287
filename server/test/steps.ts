import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

// Code that was optimized is not counted any more.
setFlagsFromString('--no-opt');
setFlagsFromString('--no-maglev');

/**
 * How many function calls and turns of loops `run` takes in this process, in libraries as well: the same on every
 * machine, however loaded it is.
 */
export async function stepsOf(run: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await session.post('Profiler.takePreciseCoverage');
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .flatMap(({ functions }) => functions)
      .flatMap(({ ranges }) => ranges)
      .reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
