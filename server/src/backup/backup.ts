import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { verifyLog } from '../audit/seal/verify.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Clock } from '../lib/clock.ts';
import { freeBytes } from '../lib/free-space.ts';
import { systemCause } from '../lib/system-cause.ts';
import type { Store } from '../store/store.ts';
import { openAuditKeys } from '../tokens/keyring.ts';
import { type CopiedDatabase, writeManifest } from './manifest.ts';

/** The operations of one kind of database. Only `databases.ts` names a kind. */
export interface Databases {
  fileOf(dataDir: string, apiName: string): string;
  /** The name of the file that keeps servers from starting while databases are exchanged. */
  exchanging: string;
  /** Copies a database as it is at one moment, beside its writers. */
  copy(from: string, to: string): Promise<void>;
  /** Returns what is wrong inside a file; empty for a sound one. */
  damageIn(file: string): string[];
  schemaOf(file: string): number;
  /** Opens a file that nobody else uses. */
  openFile(file: string, opening: 'read' | 'change'): Promise<Store>;
}

export interface BackupOptions {
  apis: readonly ApiConfig[];
  dataDir: string;
  /** New, or empty. */
  folder: string;
  masterKey: Buffer;
  clock: Clock;
  databases: Databases;
  /** Called when nothing holds the databases any more, and only the copies are left to be read. */
  copied(): void;
}

export interface MadeBackup {
  databases: CopiedDatabase[];
  /** For each API how often its log differs from its seals. The backup has it as it is. */
  differences: Record<string, number>;
}

/** More than the copy itself: the manifest, and what other programs write meanwhile. */
const SPARE = 16 * 1024 * 1024;

/**
 * Copies the databases of all APIs into a folder, beside a server, reads each copy through, and writes the manifest last.
 * The master key is in none of the files. Throws `StartError` if that fails, and leaves nothing behind in the folder.
 */
export async function makeBackup(options: BackupOptions): Promise<MadeBackup> {
  const { apis, dataDir, folder, masterKey, clock, databases } = options;
  const begun = new Date(clock.now()).toISOString();
  await emptyFolder(folder);
  const sources = apis.map(({ name }) => databases.fileOf(dataDir, name));
  await hasRoomFor(sources, folder);
  const copies = sources.map((source) => join(folder, basename(source)));
  const differences: Record<string, number> = {};
  try {
    // All of them first, so that they are of nearly one moment.
    for (const [index, source] of sources.entries()) await databases.copy(source, copies[index] ?? '');
    options.copied();
    const made: CopiedDatabase[] = [];
    for (const [index, api] of apis.entries()) {
      const [source = '', copy = ''] = [sources[index], copies[index]];
      const [damage] = databases.damageIn(copy);
      if (damage) throw new StartError(`The database ${source} is damaged, and so is its copy: ${damage}.`);
      const log = await lookAtLog(options, api, copy);
      differences[api.name] = log.differences;
      const { size } = await stat(copy);
      made.push({
        api: api.name,
        file: basename(copy),
        bytes: size,
        sha256: await digestOf(copy),
        schema: databases.schemaOf(copy),
        lastRow: log.lastRow,
        head: log.head,
      });
    }
    const finished = new Date(clock.now()).toISOString();
    await writeManifest(folder, masterKey, { begun, finished, databases: made });
    return { databases: made, differences };
  } catch (error) {
    // Only files of this backup: the folder was empty.
    await Promise.all(copies.map((copy) => rm(copy, { force: true })));
    throw error instanceof StartError
      ? error
      : new StartError(`The backup ${folder} cannot be written: ${systemCause(error)}.`, { cause: error });
  }
}

/** SHA-256 of a file, in hex, read in pieces. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function emptyFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartError(`The folder ${folder} cannot be made: ${systemCause(error)}.`);
    }
    const there = await readdir(folder).catch(() => ['']);
    if (there.length > 0) {
      throw new StartError(`${folder} is not an empty folder: name a new one for each backup.`);
    }
    // It will have password hashes in it.
    const handle = await open(folder, 'r');
    await handle.chmod(0o700).finally(() => handle.close());
  }
}

async function hasRoomFor(sources: readonly string[], folder: string): Promise<void> {
  const sizes = await Promise.all(
    sources.map((source) =>
      stat(source).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const needed = sizes.reduce((sum, size) => sum + size, SPARE);
  const left = freeBytes(folder);
  if (left < needed) {
    const [wanted, free] = [needed, left].map((bytes) => Math.ceil(bytes / 1_000_000));
    throw new StartError(
      `The disk of ${folder} has ${free} MB left, and the backup needs ${wanted} MB: make room.`,
    );
  }
}

async function lookAtLog(
  { databases, masterKey, clock }: BackupOptions,
  api: ApiConfig,
  copy: string,
): Promise<{ lastRow: number; head: string | null; differences: number }> {
  const store = await databases.openFile(copy, 'read');
  try {
    const keys = await openAuditKeys({ store, masterKey, apiName: api.name });
    let differences = 0;
    const { head } = await verifyLog({ store, keys, clock, retention: api.audit.retention }, () => {
      differences++;
    });
    const lastRow = await store.newestChange();
    return { lastRow, head: head && `${head.number}:${head.digest}`, differences };
  } finally {
    await store.close();
  }
}
