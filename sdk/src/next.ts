import { createGuard } from './guard.ts';
import type { Caller, ClientAddress, GuardOptions } from './types.ts';

/** What Next.js hands to a route handler beside the request: in an App Router, `params` is a promise since version 15. */
export interface RouteContext<Params> {
  params: Promise<Params>;
}

/** What a protected handler gets. */
export interface Protected<Params> {
  /** Who calls; `null` only for an operation that your OpenAPI document opens to everybody. */
  caller: Caller | null;
  params: Params;
}

export type RouteHandler<Params> = (request: Request, context: RouteContext<Params>) => Promise<Response>;

/** Puts Latchkey before a route handler of Next.js. */
export interface Protect {
  <Params extends object = Record<string, string | string[] | undefined>>(
    handler: (request: Request, context: Protected<Params>) => Response | Promise<Response>,
  ): RouteHandler<Params>;
  /** Ends what goes on in the background. */
  close(): Promise<void>;
}

/**
 * Makes `protect` for the route handlers of a Next.js application (App Router, Node.js runtime), once, in a module that
 * all of them import: they share one connection and one cache.
 *
 * A handler has no socket to look at: without `trustProxy`, calls count as coming from 0.0.0.0, which is on nobody's
 * list of allowed addresses. Paths are judged as Next.js hands them over, so do not rewrite or base them elsewhere.
 */
export function createProtect(options: GuardOptions & ClientAddress<Request>): Protect {
  const guard = createGuard(options);
  const protect = <Params extends object>(
    handler: (request: Request, context: Protected<Params>) => Response | Promise<Response>,
  ): RouteHandler<Params> => {
    return async (request, context) => {
      const url = new URL(request.url);
      const answer = await guard({
        method: request.method,
        host: request.headers.get('host') ?? url.host,
        uri: url.pathname + url.search,
        authorization: request.headers.get('authorization') ?? undefined,
        headers: Object.fromEntries(request.headers),
        ip: options.trustProxy?.(request) ?? '0.0.0.0',
      });
      if (!answer.allowed) {
        return new Response(answer.body, { status: answer.status, headers: answer.headers });
      }
      const params = await context.params;
      const response = await handler(request, { caller: answer.caller, params });
      const whole = new Response(response.body, response);
      for (const [name, value] of Object.entries(answer.headers)) whole.headers.set(name, value);
      return whole;
    };
  };
  return Object.assign(protect, { close: () => guard.close() });
}
