import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that a reader sees either the old content or the complete new one. Replaces an existing
 * file. Resolves when the file is on disk. `mode` is its permission bits, such as `0o600`.
 */
export async function replaceFile(file: string, content: string | Buffer, mode: number): Promise<void> {
  await writeBeside(file, content, mode, (draft) => rename(draft, file));
}

/**
 * Does the same but keeps an existing file. Returns the content of the file afterwards: if two processes make
 * it at once, both get the text of the first.
 */
export async function makeFileOnce(file: string, text: string, mode: number): Promise<string> {
  return writeBeside(file, text, mode, async (draft) => {
    try {
      await link(draft, file);
      return text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return readFile(file, 'utf8');
    }
  });
}

async function writeBeside<Outcome>(
  file: string,
  content: string | Buffer,
  mode: number,
  place: (draft: string) => Promise<Outcome>,
): Promise<Outcome> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const outcome = await place(draft);
    await syncFolder(dirname(file));
    return outcome;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A new directory entry survives a power cut only once the directory itself is synced. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
