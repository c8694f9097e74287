import type { MasterKey } from '../config/environment/master-key.ts';
import { systemClock } from '../lib/clock.ts';
import { type Keyring, openKeys } from '../tokens/keyring.ts';
import type { Opened } from './open-store.ts';

/** Opens the keys of an API at the command line. Throws `StartError` if the master key is another one. */
export function keyringOf(
  { store, config }: Pick<Opened, 'store' | 'config'>,
  masterKey: MasterKey,
): Promise<Keyring> {
  const { name: apiName, signing: algorithms } = config;
  return openKeys({ store, masterKey, apiName, clock: systemClock, algorithms });
}
