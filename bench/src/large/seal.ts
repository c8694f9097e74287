import { sealLog } from '../../../server/src/audit/seal/sealer.ts';
import { systemClock } from '../../../server/src/lib/clock.ts';
import { openSqliteStore } from '../../../server/src/store/sqlite/index.ts';
import { openKeys } from '../../../server/src/tokens/keyring.ts';
import config from '../contestants/latchkey.config.ts';

/** Opens the database of a server that is stopped, with its keys. The caller closes the store. */
export async function openLarge(file: string) {
  const masterKey = Buffer.from(process.env.LATCHKEY_MASTER_KEY ?? '', 'base64url');
  const store = await openSqliteStore(file, { clock: systemClock });
  const keys = await openKeys({
    ...{ store, masterKey, apiName: config.name, clock: systemClock, algorithms: config.signing },
  });
  return { store, keys, clock: systemClock };
}

/** Seals the whole log without rests, and notes what it has, so that no server has a backlog. */
export async function sealAll(file: string): Promise<void> {
  const opened = await openLarge(file);
  await sealLog(opened, async () => true);
  while (await opened.store.noteRows());
  await opened.store.close();
}
