import type { Opened } from './access/role-leaves.ts';
import type { BrandPictures } from './config/branding/pictures.ts';
import type { Address, ApiConfig } from './config/index.ts';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import type { Operation } from './model/index.ts';
import type { Runtime } from './runtime.ts';
import type { Store } from './store/store.ts';
import type { Keys } from './tokens/keys.ts';

/**
 * One protected API at run time: its configuration, addresses, store and keys. Made in `main.ts` and passed
 * to endpoints, pages and guard. Only what `runtime` holds changes after start.
 */
export interface Api {
  config: ApiConfig;
  address: Address;
  store: Store;
  keys: Keys;
  clock: Clock;
  log: Logger;
  runtime: Runtime;
  /** The API owner's pictures; absent where it gave none. */
  brand?: BrandPictures;
  /** The needs of the operations in the API's document, where it has been read. */
  operations?: readonly (Opened & Partial<Pick<Operation, 'id' | 'summary'>>)[];
}

/** An API without its keys: enough to judge tokens issued before. */
export type KeylessApi = Omit<Api, 'keys'>;
