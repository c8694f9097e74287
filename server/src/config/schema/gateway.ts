import { z } from 'zod';

/** In seconds; converted to milliseconds where they are used. Node's timers are limited to 24 days. */
const seconds = z.number().positive().max(86_400);

/** The options of `gateway({ … })`. Times are in seconds. */
export const gatewaySettings = z
  .strictObject({
    kind: z.literal('gateway'),
    /** The origin of the upstream. */
    upstream: z.string().refine(isOrigin, 'an origin such as http://127.0.0.1:5000, without path or query'),
    /** The upstream speaks HTTP/2: over TLS, or in clear text by prior knowledge (RFC 9113 section 3.3). */
    http2: z.boolean().default(false),
    /** Calls may become WebSockets (RFC 6455). Otherwise such a call is forwarded as an ordinary one. */
    webSockets: z.boolean().default(false),
    timeouts: z
      .strictObject({
        /** Until the connection is established, including TLS. */
        connect: seconds.default(5),
        /** From the end of the request to the beginning of the answer. */
        headers: seconds.default(60),
        /** Without a byte of a body in either direction. */
        idle: seconds.default(60),
        /** Without a byte on an event stream or WebSocket, which may be idle for longer. */
        quiet: seconds.default(600),
        /**
         * The longest duration of an event stream or WebSocket. The caller then reconnects and is authorized
         * again.
         */
        stream: seconds.default(3_600),
      })
      .prefault({}),
    /** When calls to the upstream are suspended; `false` for never. */
    circuit: z
      .union([
        z.literal(false),
        z.strictObject({
          /** Consecutive calls without an answer from the upstream. */
          failures: z.int().positive().default(10),
          /** How long calls are refused before one is tried. */
          pause: seconds.default(5),
        }),
      ])
      .prefault({}),
  })
  .refine(({ http2, webSockets }) => !(http2 && webSockets), {
    path: ['webSockets'],
    error: 'WebSockets reach the API behind over HTTP/1.1, so leave out http2',
  });

/** The front as an API owner writes it, with `kind`. */
export type GatewayFront = z.input<typeof gatewaySettings>;

/** The same with all defaults. */
export type GatewaySettings = z.output<typeof gatewaySettings>;

export type Timeouts = GatewaySettings['timeouts'];

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
}
