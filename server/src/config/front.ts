import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Caller } from '../model/index.ts';

/** A call that the guard let through, in the hands of an API in the same process. */
export type InProcessHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
) => void | Promise<void>;

export type Front =
  | { kind: 'gateway'; upstream: string }
  | { kind: 'forward-auth' }
  | { kind: 'sdk'; port?: number }
  | { kind: 'in-process'; load: () => Promise<InProcessHandler> };

/** How Latchkey stands in front, as a configuration says it. */
export const front = z.custom<Front>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value,
  { error: 'gateway({ … }), forwardAuth(), sdk() or inProcess(…)' },
);

/** Latchkey is the reverse proxy; `upstream` is an origin such as `http://127.0.0.1:5000`. */
export function gateway(options: { upstream: string }): Front {
  return { kind: 'gateway', upstream: options.upstream };
}

/** A proxy (nginx, Traefik, Envoy, …) asks `GET /.latchkey/check` and passes the call on itself. */
export function forwardAuth(): Front {
  return { kind: 'forward-auth' };
}

/**
 * The API runs elsewhere and asks through `@latchkey/guard`. `port`: where it listens on the machine of a developer,
 * under the local names; its addresses there, in metadata as well, have that port.
 */
export function sdk({ port }: { port?: number } = {}): Front {
  return port === undefined ? { kind: 'sdk' } : { kind: 'sdk', port };
}

/** The API runs in this process; `load` is awaited once, before Latchkey is ready. */
export function inProcess(load: () => Promise<InProcessHandler>): Front {
  return { kind: 'in-process', load };
}
