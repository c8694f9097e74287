import { createGuard } from './guard.ts';
import type { Caller, ClientAddress, GuardOptions } from './types.ts';

/**
 * The second argument of a route handler in Next.js. In an App Router, `params` is a promise since version
 * 15.
 */
export interface RouteContext<Params> {
  params: Promise<Params>;
}

/** The arguments of a protected handler. */
export interface Protected<Params> {
  /** The caller, or `null` for an operation that your OpenAPI document makes public. */
  caller: Caller | null;
  params: Params;
}

export type RouteHandler<Params> = (request: Request, context: RouteContext<Params>) => Promise<Response>;

/** Puts Latchkey before a Next.js route handler. */
export interface Protect {
  <Params extends object = Record<string, string | string[] | undefined>>(
    handler: (request: Request, context: Protected<Params>) => Response | Promise<Response>,
  ): RouteHandler<Params>;
  /** Stops background work. */
  close(): Promise<void>;
}

/**
 * Makes `protect` for the route handlers of a Next.js application (App Router, Node.js runtime). Call it
 * once, in a module that all of them import, so that they share one connection and one cache.
 *
 * A handler has no socket: without `trustProxy`, calls count as coming from 0.0.0.0, which is on no list of
 * allowed addresses. Paths are judged as Next.js passes them, so do not rewrite them or set a base path.
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
