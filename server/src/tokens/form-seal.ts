import type { ApiConfig } from '../config/index.ts';
import type { Keys } from './keys.ts';
import { sealUnder } from './sealing.ts';

/**
 * Seals texts that come back soon, under the key of forms. A text opens only for the purpose and the id for which it was sealed:
 * that of a user, a browser or a row.
 */
export function formSeal({ config, keys }: { config: Pick<ApiConfig, 'name'>; keys: Keys }, purpose: string) {
  const seal = sealUnder(keys.form().secret);
  const useOf = (id: string) => ({ api: config.name, purpose, id });
  return {
    seal: (text: string, id: string): string => seal.seal(Buffer.from(text), useOf(id)),
    /** Returns `null` for a text that was changed, or sealed for another use or under a key that is gone. */
    open(sealed: string, id: string): string | null {
      const opened = seal.unseal(sealed, useOf(id));
      return opened.ok ? opened.value.toString('utf8') : null;
    },
  };
}
