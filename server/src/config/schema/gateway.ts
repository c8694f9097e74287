import { z } from 'zod';

/** Seconds; turned into milliseconds where they are used. Node's timers end before the twenty-fifth day. */
const seconds = z.number().positive().max(86_400);

/** What `gateway({ … })` takes. Times are in seconds. */
export const gatewaySettings = z
  .strictObject({
    kind: z.literal('gateway'),
    /** Origin of the API behind. */
    upstream: z.string().refine(isOrigin, 'an origin such as http://127.0.0.1:5000, without path or query'),
    /** The API behind speaks HTTP/2: by TLS, or in the clear without asking first (RFC 9113 section 3.3). */
    http2: z.boolean().default(false),
    /** Calls may become WebSockets (RFC 6455); otherwise such a call goes on as an ordinary one. */
    webSockets: z.boolean().default(false),
    timeouts: z
      .strictObject({
        /** Until there is a connection, TLS included. */
        connect: seconds.default(5),
        /** From the end of the request to the beginning of the answer. */
        headers: seconds.default(60),
        /** Without a byte of a body that is under way in either direction. */
        idle: seconds.default(60),
        /** Without a byte on an event stream or WebSocket, which are quiet by nature. */
        quiet: seconds.default(600),
        /** How long an event stream or WebSocket lasts: then the caller connects again, and is decided about anew. */
        stream: seconds.default(3_600),
      })
      .prefault({}),
    /** When the API behind is given a rest; `false` for never. */
    circuit: z
      .union([
        z.literal(false),
        z.strictObject({
          /** Calls in a row that the API behind did not answer. */
          failures: z.int().positive().default(10),
          /** How long calls are refused before one is let through to try. */
          pause: seconds.default(5),
        }),
      ])
      .prefault({}),
  })
  .refine(({ http2, webSockets }) => !(http2 && webSockets), {
    path: ['webSockets'],
    error: 'WebSockets reach the API behind over HTTP/1.1, so leave out http2',
  });

/** What an API owner writes, with `kind` put in. */
export type GatewayFront = z.input<typeof gatewaySettings>;

/** The same with every default filled in. */
export type GatewaySettings = z.output<typeof gatewaySettings>;

export type Timeouts = GatewaySettings['timeouts'];

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
}
