import type { Clock } from '../../src/lib/clock.ts';
import { postgresDatabases } from '../../src/store/postgres/index.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { Store } from '../../src/store/store.ts';

/** A database that the processes of the test open, each by itself. */
export type ProcessPlace = { file: string } | { url: string; schema: string };

export async function openPlace(place: ProcessPlace, clock: Clock): Promise<Store> {
  if ('file' in place) return openSqliteStore(place.file, { clock, synchronous: 'NORMAL' });
  const databases = postgresDatabases({ url: place.url, directUrl: null, connections: 4 });
  const store = await databases.open(place.schema, { clock });
  return { ...store, close: () => store.close().then(() => databases.close()) };
}
