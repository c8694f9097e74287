import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../config/environment/start-error.ts';
import { sameSecret } from '../lib/compare.ts';
import { replaceFile } from '../lib/whole-file.ts';
import { deriveKey, sealUnder } from '../tokens/sealing.ts';

/** Written last, so a backup without it was interrupted. */
export const MANIFEST = 'manifest.json';
const FORMAT = 1;

const count = z.int().nonnegative();
/** A name of an API becomes the name of a file, so a manifest must not lead out of its folder. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.sqlite$/);

const database = z.object({
  api: z.string(),
  file: fileName,
  bytes: count,
  /** SHA-256 in hex. */
  sha256: z.string(),
  /** The newest migration that ran. */
  schema: count,
  /** The newest row of the log; 0 without any. */
  lastRow: count,
  /** The newest seal, as `latchkey audit verify --head` takes it; `null` without any. */
  head: z.string().nullable(),
});

const content = z.object({
  format: z.literal(FORMAT),
  /** When it was begun: each database is as it was then, or up to `finished`. */
  begun: z.iso.datetime(),
  finished: z.iso.datetime(),
  /** Names the master key that opens it, without revealing it. */
  masterKey: z.string(),
  databases: z.array(database).min(1),
});

export type CopiedDatabase = z.infer<typeof database>;
export type Manifest = z.infer<typeof content>;

/** Writes the manifest with a code over it, by which only a holder of the master key can have made it. */
export async function writeManifest(
  folder: string,
  masterKey: Buffer,
  said: Omit<Manifest, 'format' | 'masterKey'>,
): Promise<void> {
  const manifest: Manifest = { format: FORMAT, masterKey: sealUnder(masterKey).masterId, ...said };
  const text = JSON.stringify({ ...manifest, code: codeOf(manifest, masterKey) }, null, 2);
  await replaceFile(join(folder, MANIFEST), `${text}\n`, 0o600);
}

/**
 * Reads the manifest of a backup. Throws `StartError` if there is none, if another master key made it, or if it was
 * changed since.
 */
export async function readManifest(folder: string, masterKey: Buffer): Promise<Manifest> {
  const file = join(folder, MANIFEST);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new StartError(
      `${folder} has no ${MANIFEST}: it is no backup, or one that was interrupted. Name another folder.`,
    );
  }
  const json = asJson(text);
  if (json === undefined) {
    throw new StartError(`${file} is half written or damaged: name another backup.`);
  }
  const parsed = content.extend({ code: z.string() }).safeParse(json);
  if (!parsed.success) {
    throw new StartError(
      `${file} is not as this version of Latchkey writes it: restore by the version that made it.`,
    );
  }
  const { code, ...manifest } = parsed.data;
  if (manifest.masterKey !== sealUnder(masterKey).masterId) {
    throw new StartError(
      `The backup ${folder} was made under another master key: set LATCHKEY_MASTER_KEY to the one of its time.`,
    );
  }
  if (!sameSecret(code, codeOf(manifest, masterKey))) {
    throw new StartError(`${file} was changed after the backup was made: name another backup.`);
  }
  return manifest;
}

function codeOf(manifest: Manifest, masterKey: Buffer): string {
  // Parsed first, so that both sides have the members in one order.
  const bytes = JSON.stringify(content.parse(manifest));
  return createHmac('sha256', deriveKey(masterKey, 'backup manifest', 32))
    .update(bytes)
    .digest('base64url');
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
