import type { IncomingMessage } from 'node:http';

/**
 * Fixes a request's method to the one that was judged. A later method override would otherwise turn an
 * allowed POST into a DELETE that was never judged; after this, assigning `method` has no effect.
 */
export function pinMethod(request: IncomingMessage, method: string): void {
  // Already fixed by this function, if an application has the guard in two places.
  if (Object.getOwnPropertyDescriptor(request, 'method')?.configurable === false) return;
  Object.defineProperty(request, 'method', {
    configurable: false,
    enumerable: true,
    get: () => method,
    set: () => {},
  });
}
