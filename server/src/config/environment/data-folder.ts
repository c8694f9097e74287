import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from './start-error.ts';

/**
 * Creates the folder for databases and keys, accessible to its owner only. Throws `StartError` if it is not
 * writable.
 */
export async function writableFolder(path: string): Promise<void> {
  const remedy = 'set LATCHKEY_DATA to a folder that this user may write';
  try {
    await makeFolder(path);
  } catch (error) {
    throw new StartError(`The data folder ${path} cannot be made (${codeOf(error)}): ${remedy}.`);
  }
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(`The data folder ${path} cannot be written (${codeOf(error)}): ${remedy}.`);
  }
}

/** Not `recursive`, which retries forever if the parent exists but accepts no entries, as below `/proc`. */
async function makeFolder(path: string): Promise<void> {
  for (const missing of [dirname(path), null]) {
    try {
      return await mkdir(path, { mode: 0o700 });
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
      if (code !== 'ENOENT' || missing === null) throw error;
      await makeFolder(missing);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
