import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Why no disk of a few megabytes can be had here, for `skip`; `false` when it can. */
export const noSmallDisk: string | false = whyNot();

/** A file system in memory that holds `megabytes`, gone after the test. */
export function smallDisk(t: TestContext, megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-disk-'));
  t.after(mountSmallDisk(folder, megabytes));
  return folder;
}

/** Mounts a file system in memory at an empty folder. Returns what removes both. */
export function mountSmallDisk(folder: string, megabytes: number): () => void {
  mount(folder, megabytes);
  return () => unmount(folder);
}

/** Writes until nothing more fits. Returns what makes room again. */
export function fill(disk: string): () => void {
  const file = join(disk, 'something-else');
  for (const size of [64 * 1024, 512]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  return () => rmSync(file);
}

function whyNot(): string | false {
  if (process.platform !== 'linux') return 'a small disk is mounted as Linux does it';
  if (process.getuid?.() !== 0) return 'only root may mount a small disk: run the tests as root, as CI does';
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-disk-'));
  try {
    mount(folder, 1);
    return false;
  } catch {
    return 'this container may not mount a small disk: it needs the capability SYS_ADMIN';
  } finally {
    unmount(folder);
  }
}

function mount(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  try {
    execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
  } catch {
    // It was never mounted.
  }
  rmSync(folder, { recursive: true, force: true });
}
