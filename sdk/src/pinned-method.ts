import type { IncomingMessage } from 'node:http';

/**
 * Holds a request to the method that was decided about. A method override that runs later would otherwise turn an
 * allowed POST into a DELETE nobody judged; here its assignment has no effect.
 */
export function pinMethod(request: IncomingMessage, method: string): void {
  // By this very function, where an application has a guard at two places.
  if (Object.getOwnPropertyDescriptor(request, 'method')?.configurable === false) return;
  Object.defineProperty(request, 'method', {
    configurable: false,
    enumerable: true,
    get: () => method,
    set: () => {},
  });
}
