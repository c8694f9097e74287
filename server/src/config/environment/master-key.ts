import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFileOnce } from '../../lib/whole-file.ts';
import { writableFolder } from './data-folder.ts';
import type { RunMode } from './environment.ts';
import { StartError } from './start-error.ts';

/** A master key of 32 bytes, or two while one takes the place of the other. */
export type MasterKey = Uint8Array | { current: Uint8Array; next: Uint8Array };

const KEY_BYTES = 32;
const HEX = /^[0-9a-fA-F]{64}$/;
const BASE64 = /^[A-Za-z0-9_+/-]{43}=?$/;
/** 32 random bytes have fewer distinct values than this once in 10^30 keys. */
const FEWEST_DISTINCT_BYTES = 12;

const HOW_TO_MAKE_ONE =
  'make one with: node -e "console.log(crypto.randomBytes(32).toString(\'base64url\'))"';

/**
 * Returns the key that seals every signing key and stored secret, 32 bytes. Sources in order:
 * `LATCHKEY_MASTER_KEY` (base64url or hex); the file that `LATCHKEY_MASTER_KEY_FILE` names; in development
 * only, `<dataDir>/master.key`, which the first start creates. Throws `StartError` if there is none or it is
 * unsafe.
 */
export async function loadMasterKey(dataDir: string, env: NodeJS.ProcessEnv, mode: RunMode): Promise<Buffer> {
  const own = masterKeyFile(dataDir);
  if (mode === 'development' && !isNamed(env) && !(await exists(own))) await makeKeyFile(own);
  return readMasterKey(dataDir, env, mode);
}

/** Does the same, but requires the key to exist already. */
export async function readMasterKey(dataDir: string, env: NodeJS.ProcessEnv, mode: RunMode): Promise<Buffer> {
  const text = env.LATCHKEY_MASTER_KEY?.trim();
  if (text) return decodeMasterKey(text, 'LATCHKEY_MASTER_KEY');
  const file = env.LATCHKEY_MASTER_KEY_FILE?.trim();
  if (file) return readKeyFile(file, mode);
  if (mode === 'production') {
    throw new StartError(
      'There is no master key: set LATCHKEY_MASTER_KEY to 32 random bytes in base64url or hex, or ' +
        `LATCHKEY_MASTER_KEY_FILE to a file that holds them (${HOW_TO_MAKE_ONE}). On your own machine ` +
        'LATCHKEY_MODE=development is enough: the key is then kept beside the data.',
    );
  }
  return readKeyFile(masterKeyFile(dataDir), mode);
}

/**
 * Returns the master key that is to follow, while it takes the place of the one in use: from `LATCHKEY_NEW_MASTER_KEY`, or the file that
 * `LATCHKEY_NEW_MASTER_KEY_FILE` names; `null` if there is none.
 */
export async function readNewMasterKey(env: NodeJS.ProcessEnv, mode: RunMode): Promise<Buffer | null> {
  const text = env.LATCHKEY_NEW_MASTER_KEY?.trim();
  if (text) return decodeMasterKey(text, 'LATCHKEY_NEW_MASTER_KEY');
  const file = env.LATCHKEY_NEW_MASTER_KEY_FILE?.trim();
  return file ? readKeyFile(file, mode, 'LATCHKEY_NEW_MASTER_KEY') : null;
}

/** As `loadMasterKey`, with the one that is to follow, while it takes the place of the other. */
export async function loadMasterKeys(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  mode: RunMode,
): Promise<MasterKey> {
  return withNext(await loadMasterKey(dataDir, env, mode), env, mode);
}

/** Does the same, but requires the key to exist already. */
export async function readMasterKeys(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  mode: RunMode,
): Promise<MasterKey> {
  return withNext(await readMasterKey(dataDir, env, mode), env, mode);
}

async function withNext(current: Buffer, env: NodeJS.ProcessEnv, mode: RunMode): Promise<MasterKey> {
  const next = await readNewMasterKey(env, mode);
  return next ? { current, next } : current;
}

function isNamed(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.LATCHKEY_MASTER_KEY?.trim() || env.LATCHKEY_MASTER_KEY_FILE?.trim());
}

/** Returns the path of the development master key. */
export function masterKeyFile(dataDir: string): string {
  return join(dataDir, 'master.key');
}

/** Parses a key. `source` names its origin in the error, which never contains the value. */
export function decodeMasterKey(text: string, source: string): Buffer {
  const key = HEX.test(text)
    ? Buffer.from(text, 'hex')
    : BASE64.test(text)
      ? Buffer.from(text, 'base64')
      : null;
  if (key?.length !== KEY_BYTES) {
    throw new StartError(
      `${source} is not 32 bytes in base64url (43 characters) or hex (64 characters): restore it from your copy, since ` +
        'no other key opens what was sealed under it.',
    );
  }
  // Rejects a typed key, such as 64 zeros, which an attacker could guess.
  if (new Set(key).size < FEWEST_DISTINCT_BYTES) {
    throw new StartError(`${source} is not random: ${HOW_TO_MAKE_ONE}.`);
  }
  return key;
}

/** Returns whether anyone but the owner may read or write the file. */
export async function openToOthers(file: string): Promise<boolean> {
  const { mode } = await stat(file);
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

async function readKeyFile(file: string, mode: RunMode, variable = 'LATCHKEY_MASTER_KEY'): Promise<Buffer> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(
      `The master key file ${file} cannot be read (${codeOf(error)}): put a copy of the key there, or set ${variable} to the key.`,
    );
  }
  // Mounted secrets and some file systems have no permissions, so development accepts this; `doctor` reports
  // it.
  if (mode === 'production' && (await openToOthers(file))) {
    throw new StartError(`Others can read the master key file ${file}: run chmod 600 on it.`);
  }
  return decodeMasterKey(text.trim(), `The master key file ${file}`);
}

/** The file is on disk before the key is used. If two starts run at once, both use the key of the first. */
async function makeKeyFile(file: string): Promise<void> {
  await writableFolder(dirname(file));
  try {
    await makeFileOnce(file, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, 0o600);
  } catch (error) {
    throw new StartError(`The master key file ${file} cannot be written (${codeOf(error)}).`);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error) => codeOf(error) !== 'ENOENT',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
