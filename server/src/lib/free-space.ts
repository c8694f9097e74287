import { statfsSync } from 'node:fs';

/** Bytes. An operator who is told here has time to make room before commits fail. */
const LOW = 512 * 1024 * 1024;

/** Returns the free bytes of the disk that a folder is on; infinity where the file system does not say. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Returns whether the disk that a folder is on will soon be full. */
export function isLow(folder: string): boolean {
  return freeBytes(folder) < LOW;
}
