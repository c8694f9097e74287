import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openSqliteStore, type SqliteOptions } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';

let made: Promise<string> | undefined;

/**
 * Opens a new store in a file, as `openSqliteStore` does. The schema is made once for each process and copied for each store,
 * because its migrations take longer than most tests. The clock of the first store is in the table of migrations.
 */
export async function openNewStore(file: string, options: SqliteOptions = {}): Promise<Store> {
  made ??= make(options);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  copyFileSync(await made, file);
  return openSqliteStore(file, options);
}

async function make(options: SqliteOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-made-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'made.sqlite');
  await (await openSqliteStore(file, options)).close();
  return file;
}
