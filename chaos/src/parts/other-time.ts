import { spawnSync } from 'node:child_process';

/** Why no process can have another time here, or `null`. */
export function whyNoOtherTime(): string | null {
  return spawnSync('faketime', ['-f', '+5m', 'true']).status === 0
    ? null
    : 'faketime is not on the PATH: apt-get install faketime';
}

/**
 * Returns the environment of a process whose time of day is five minutes ahead, while its timers are right. The command `faketime`
 * would stay as a parent, which cannot be killed in place of its child.
 */
export function fiveMinutesAhead(): Record<string, string> {
  const { stdout } = spawnSync('faketime', ['-f', '+5m', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' });
  return { LD_PRELOAD: stdout.trim(), FAKETIME: '+5m', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
