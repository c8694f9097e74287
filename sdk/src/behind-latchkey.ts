import { createIdentityReader, IdentityError } from './identity.ts';
import { notThroughLatchkey, unavailable } from './refusals.ts';
import type { Allowed, DoorOptions, ReceivedCall, Refused } from './types.ts';

/**
 * Used by the identity adapters of all frameworks: turns the `Latchkey-Identity` header of a call into its
 * caller, or into a refusal: 401 for a call that did not come through Latchkey as exactly this call, 503
 * while the keys cannot be fetched.
 */
export function createDoor(
  options: DoorOptions,
): (header: string | string[] | undefined, call: ReceivedCall) => Promise<Allowed | Refused> {
  const read = createIdentityReader(options);
  return async (header, call) => {
    try {
      const text = Array.isArray(header) ? header.join(', ') : header;
      const caller = await read(text, options.rewritten ? undefined : call);
      if (caller === null && !options.allowAnonymous) {
        return notThroughLatchkey('missing_token', 'The identity names no caller: the operation is open.');
      }
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
