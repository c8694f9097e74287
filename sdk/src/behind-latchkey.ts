import { createIdentityReader, IdentityError } from './identity.ts';
import { notThroughLatchkey, unavailable } from './refusals.ts';
import type { Allowed, DoorOptions, Refused } from './types.ts';

/**
 * What the identity adapters of all frameworks do: turns the `Latchkey-Identity` header of a call into its caller,
 * or into a refusal (401 for a call that did not come through Latchkey, 503 while its keys cannot be fetched).
 */
export function createDoor(
  options: DoorOptions,
): (header: string | string[] | undefined) => Promise<Allowed | Refused> {
  const read = createIdentityReader(options);
  return async (header) => {
    if (header === undefined && options.allowAnonymous) return { allowed: true, caller: null, headers: {} };
    try {
      const caller = await read(Array.isArray(header) ? header.join(', ') : header);
      return { allowed: true, caller, headers: {} };
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      if (error.reason === 'unavailable') return unavailable();
      return notThroughLatchkey(
        error.reason === 'missing' ? 'missing_token' : 'invalid_token',
        error.message,
      );
    }
  };
}
