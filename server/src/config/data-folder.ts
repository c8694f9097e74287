import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { StartError } from './start-error.ts';

/** Makes the folder where databases and keys live, for its owner alone. Throws `StartError` when it cannot be written. */
export async function writableFolder(path: string): Promise<void> {
  const remedy = 'set LATCHKEY_DATA to a folder that this user may write';
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartError(`The data folder ${path} cannot be made (${codeOf(error)}): ${remedy}.`);
  }
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(`The data folder ${path} cannot be written (${codeOf(error)}): ${remedy}.`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
