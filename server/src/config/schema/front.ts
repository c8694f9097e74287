import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Caller } from '../../model/index.ts';
import { type GatewayFront, type GatewaySettings, gatewaySettings } from './gateway.ts';

/**
 * Handles a permitted call in the same process. `caller` is `null` only if the document makes the operation
 * public, or its token optional and none was sent.
 */
export type InProcessHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller | null,
) => void | Promise<void>;

type OtherFront =
  | { kind: 'forward-auth' }
  | { kind: 'sdk'; port?: number }
  | { kind: 'in-process'; load: () => Promise<InProcessHandler> };

/** The front as an API owner writes it. */
export type WrittenFront = GatewayFront | OtherFront;

/** The same with all defaults. */
export type Front = GatewaySettings | OtherFront;

/** `front` of a configuration. */
export const front = z
  .custom<WrittenFront>((value) => typeof value === 'object' && value !== null && 'kind' in value, {
    error: 'gateway({ … }), forwardAuth(), sdk() or inProcess(…)',
  })
  .transform((written, context): Front => {
    if (written.kind !== 'gateway') return written;
    const parsed = gatewaySettings.safeParse(written);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) {
      context.issues.push({ code: 'custom', message, path, input: written });
    }
    return z.NEVER;
  });

/** Latchkey is the reverse proxy; `upstream` is an origin such as `http://127.0.0.1:5000`. */
export function gateway(options: Omit<GatewayFront, 'kind'>): WrittenFront {
  return { kind: 'gateway', ...options };
}

/** A proxy (nginx, Traefik, Envoy, …) asks `GET /.latchkey/check` and forwards the call itself. */
export function forwardAuth(): WrittenFront {
  return { kind: 'forward-auth' };
}

/**
 * The API runs in another process and asks through `@latchkey/guard`. `port` is where it listens on a
 * developer's machine under the local names; its local addresses, in metadata too, have that port.
 */
export function sdk({ port }: { port?: number } = {}): WrittenFront {
  return port === undefined ? { kind: 'sdk' } : { kind: 'sdk', port };
}

/** The API runs in this process; `load` is awaited once, before Latchkey is ready. */
export function inProcess(load: () => Promise<InProcessHandler>): WrittenFront {
  return { kind: 'in-process', load };
}
