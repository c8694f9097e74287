import { spawnSync } from 'node:child_process';

export interface Tool {
  command: string;
  /** The oldest version that is tested. */
  oldest: string;
  /** The package to install if it is missing. */
  package: string;
  /** The tests' use of it. */
  for: string;
}

/** Returns the version that a command prints, or `null` if it is missing or does not run. */
export function versionOf({ command }: Pick<Tool, 'command'>): string | null {
  // Each command supports one of these; nginx writes to standard error.
  for (const argument of ['--version', 'version', '-v']) {
    const { status, stdout, stderr } = spawnSync(command, [argument], { encoding: 'utf8', timeout: 30_000 });
    if (status === 0) return readVersion(`${stdout}${stderr}`);
  }
  return null;
}

/** Returns the first text that looks like a version, or an empty text, which counts as older than any. */
export function readVersion(said: string): string {
  return /(?<![\w.])(?:v|go)?(\d+(?:\.\d+)+)/.exec(said.replaceAll('/', ' '))?.[1] ?? '';
}

/** Compares part by part as numbers: 7.9 is older than 7.88, and 3.0.19 is not older than 3.0. */
export function isOlder(version: string, oldest: string): boolean {
  const found = version.split('.').map(Number);
  for (const [index, part] of oldest.split('.').map(Number).entries()) {
    const difference = (found[index] ?? 0) - part;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
