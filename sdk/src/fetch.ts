import { createGuard } from './guard.ts';
import { askNamed } from './named-operation.ts';
import type { Caller, ClientAddress, GuardOptions, NamedOperation } from './types.ts';

/**
 * Puts Latchkey before a `(Request) => Response` handler. The handler receives the caller as its second
 * argument (`null` for a public operation), followed by the runtime's further arguments. Such a handler has
 * no socket: without `trustProxy`, calls count as coming from 0.0.0.0, which is on no list of allowed
 * addresses.
 */
export function protect<Rest extends unknown[]>(
  handler: (request: Request, caller: Caller | null, ...rest: Rest) => Response | Promise<Response>,
  options: GuardOptions & ClientAddress<Request> & NamedOperation<Request>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  const guard = createGuard(options);
  return async (request, ...rest) => {
    const url = new URL(request.url);
    const call = {
      method: request.method,
      host: request.headers.get('host') ?? url.host,
      uri: url.pathname + url.search,
      authorization: request.headers.get('authorization') ?? undefined,
      headers: Object.fromEntries(request.headers),
      ip: options.trustProxy?.(request) ?? '0.0.0.0',
    };
    // Reads from a copy, so that the handler finds the body unread.
    const answer = await askNamed(guard, call, options, options.operation ? request.clone() : request);
    if (!answer.allowed) {
      const { status, headers, body } = answer;
      return new Response(body.length > 0 ? body : null, { status, headers });
    }
    const response = await handler(request, answer.caller, ...rest);
    const withLimits = new Response(response.body, response);
    for (const [name, value] of Object.entries(answer.headers)) {
      // Keeps the handler's own links, such as to the next page.
      if (name === 'link') withLimits.headers.append(name, value);
      else withLimits.headers.set(name, value);
    }
    return withLimits;
  };
}
