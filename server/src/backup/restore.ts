import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { eventWithoutRequest } from '../audit/event.ts';
import { verifyLog } from '../audit/seal/verify.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Clock } from '../lib/clock.ts';
import { systemCause } from '../lib/system-cause.ts';
import type { RestoredCounts, Store } from '../store/store.ts';
import { openAuditKeys } from '../tokens/keyring.ts';
import { applyEffects } from './apply.ts';
import { type Databases, digestOf } from './backup.ts';
import { addLaterRows, type Later } from './exported.ts';
import { type CopiedDatabase, type Manifest, readManifest } from './manifest.ts';

/** Where a restore works until all of it is ready. */
const DRAFT = 'restoring';

export interface RestoreOptions {
  apis: readonly ApiConfig[];
  dataDir: string;
  /** The backup. */
  folder: string;
  /** For each API, an export of its log. */
  logs: Readonly<Record<string, string>>;
  /** Whether databases that are there may be moved aside. */
  replace: boolean;
  masterKey: Buffer;
  clock: Clock;
  databases: Databases;
  /** Told of each API before anything of the data folder is touched. Resolves to whether to go on. */
  confirm(drafts: readonly Draft[], manifest: Manifest): Promise<boolean>;
}

/** A database of a backup, copied, verified and brought up to date, with its later log. */
export interface Draft {
  api: ApiConfig;
  copied: CopiedDatabase;
  counts: RestoredCounts;
  later: Later | null;
  /** How often its log differs from its seals. */
  differences: number;
}

/**
 * Puts the databases of a backup in place, with everything ended that ended since. Resolves to the folder with the
 * databases that were there before, or `null` if there was none; `cancelled` if `confirm` said no.
 *
 * The data folder must be locked. Works on copies, and exchanges the databases at the end: a restore that is killed
 * before leaves the data folder as it was, and one that is killed during the exchange keeps servers from starting until it
 * has been repeated. Throws `StartError` if the backup or an export is not whole.
 */
export async function restoreBackup(options: RestoreOptions): Promise<string | null | 'cancelled'> {
  const { apis, dataDir, folder, replace, masterKey, databases, clock } = options;
  const manifest = await readManifest(folder, masterKey);
  const wanted = apis.map((api) => ({ api, copied: copyOf(manifest, api, folder) }));
  const unfinished = existsSync(join(dataDir, databases.exchanging));
  for (const { api } of wanted) {
    const file = databases.fileOf(dataDir, api.name);
    if (replace || unfinished || ((await stat(file).catch(() => null))?.size ?? 0) === 0) continue;
    throw new StartError(`There is a database ${file}: --replace moves it aside.`);
  }
  const draft = join(dataDir, DRAFT);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  try {
    const drafts: Draft[] = [];
    for (const { api, copied } of wanted) drafts.push(await drafted(options, draft, api, copied));
    if (!(await options.confirm(drafts, manifest))) return 'cancelled';
    for (const each of drafts) await finish(options, draft, each, manifest);
    const before = `before-restore-${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`;
    return await exchange(options, draft, drafts, join(dataDir, before));
  } catch (error) {
    throw error instanceof StartError
      ? error
      : new StartError(`The backup ${folder} cannot be restored: ${systemCause(error)}.`, { cause: error });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function copyOf(manifest: Manifest, { name }: ApiConfig, folder: string): CopiedDatabase {
  const copied = manifest.databases.find(({ api }) => api === name);
  if (copied) return copied;
  const others = manifest.databases.map(({ api }) => api).join(', ');
  throw new StartError(`The backup ${folder} has no database of ${name}: it has ${others}.`);
}

async function drafted(
  { folder, logs, masterKey, databases, clock }: RestoreOptions,
  draft: string,
  api: ApiConfig,
  copied: CopiedDatabase,
): Promise<Draft> {
  const file = join(draft, copied.file);
  await copyFile(join(folder, copied.file), file).catch((error: unknown) => {
    throw new StartError(`${join(folder, copied.file)} cannot be copied to ${file}: ${systemCause(error)}.`);
  });
  if ((await digestOf(file)) !== copied.sha256) {
    throw new StartError(
      `${join(folder, copied.file)} was changed after the backup was made: name another backup.`,
    );
  }
  const store = await databases.openFile(file, 'change');
  try {
    const keys = await openAuditKeys({ store, masterKey, apiName: api.name });
    const counts = await store.countRestored(clock.now());
    const log = logs[api.name];
    const later = log === undefined ? null : await addLaterRows(log, store, keys);
    let differences = 0;
    let first = '';
    await verifyLog({ store, keys, clock, retention: api.audit.retention }, ({ text }) => {
      if (differences++ === 0) first = text;
    });
    if (later && later.seals > 0 && differences > 0) {
      throw new StartError(`${log} differs from its seals in ${differences} places: ${first}.`);
    }
    return { api, copied, counts, later, differences };
  } finally {
    await store.close();
  }
}

/** Ends what has to end, and writes the row of the restore. */
async function finish(
  { databases, clock }: RestoreOptions,
  draft: string,
  { api, copied, later }: Draft,
  manifest: Manifest,
): Promise<void> {
  const file = join(draft, copied.file);
  const store = await databases.openFile(file, 'change');
  try {
    const now = clock.now();
    if (later) await applyEffects({ store, config: api, now }, later.effects);
    else await store.endEverything(now);
    await store.recordRestore(
      eventWithoutRequest('backup.restored', now, {
        detail: {
          by: 'command line',
          backup: manifest.begun,
          lastRow: copied.lastRow,
          head: copied.head,
          through: later?.through.id ?? null,
        },
      }),
    );
    await hasToBeClean(store, file);
  } finally {
    await store.close();
  }
  const [damage] = databases.damageIn(file);
  if (damage) throw new StartError(`The restored database ${file} is damaged: ${damage}.`);
}

async function hasToBeClean(store: Store, file: string): Promise<void> {
  const fault = await store.health();
  if (fault) throw new StartError(`The restored database ${file} cannot be written: ${fault.message}`);
}

/** Files that belong to a database: its log, read beside another database, would damage that. */
const WITH_IT = ['', '-wal', '-shm'];

async function exchange(
  { dataDir, databases }: RestoreOptions,
  draft: string,
  drafts: readonly Draft[],
  before: string,
): Promise<string | null> {
  const marker = join(dataDir, databases.exchanging);
  await (await open(marker, 'w', 0o600)).close();
  await syncFolder(dataDir);
  let moved = false;
  for (const { api, copied } of drafts) {
    const place = databases.fileOf(dataDir, api.name);
    for (const end of WITH_IT) {
      if (!existsSync(`${place}${end}`)) continue;
      if (!moved) await mkdir(before, { mode: 0o700 });
      moved = true;
      await rename(`${place}${end}`, join(before, `${basename(place)}${end}`));
    }
    for (const end of WITH_IT) {
      const made = join(draft, `${copied.file}${end}`);
      if (existsSync(made)) await rename(made, `${place}${end}`);
    }
  }
  await syncFolder(dataDir);
  await rm(marker);
  await syncFolder(dataDir);
  return moved ? before : null;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
