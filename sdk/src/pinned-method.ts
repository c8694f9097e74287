import type { IncomingMessage } from 'node:http';

/**
 * Holds a request to the method that was decided about. A method override that runs later would otherwise turn an
 * allowed POST into a DELETE nobody judged; here its assignment has no effect.
 */
export function pinMethod(request: IncomingMessage, method: string): void {
  Object.defineProperty(request, 'method', {
    configurable: false,
    enumerable: true,
    get: () => method,
    set: () => {},
  });
}
