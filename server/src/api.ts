import type { Address, ApiConfig } from './config/index.ts';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import type { Store } from './store/store.ts';
import type { Keys } from './tokens/keys.ts';

/**
 * One protected API at run time: what it was configured to be, how it is addressed, and what it stands on.
 * Made in `main.ts`, handed to endpoints, pages and guard; nothing in it changes after start.
 */
export interface Api {
  config: ApiConfig;
  address: Address;
  store: Store;
  keys: Keys;
  clock: Clock;
  log: Logger;
}

/** An API without its keys: enough to judge what was issued before. */
export type KeylessApi = Omit<Api, 'keys'>;
