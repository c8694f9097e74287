import type { Span } from '../lib/span.ts';

/** A call to the protected API, by any of the fronts. */
export interface Call {
  method: string;
  /** The API's host that was addressed, as served now: lower case, without port. */
  host: string;
  /**
   * The origin that the client addressed, as a proxy or an API in another process reports it; `null` for a
   * call that arrived here directly.
   */
  origin: string | null;
  /** The path as sent, percent-encoding included, without query. */
  path: string;
  /** Without the question mark. */
  query: string;
  authorization: string | undefined;
  /** Value of the `DPoP` header (RFC 9449 section 4.1); several are joined by commas. */
  dpop: string | undefined;
  /** A header that asks for another method (`X-HTTP-Method-Override`), if the upstream would see it. */
  override?: string | null;
  /** Value of the API's account header, if the call has one. */
  account: string | undefined;
  /** The header that names the API's version, if the API has versions: its own header, or `Accept`. */
  version?: string | undefined;
  /** Value of `Accept-Language`. */
  language?: string | undefined;
  /** `x5t#S256` of the certificate whose key the caller proved to hold (RFC 8705 section 3.1). */
  certificate?: string | null;
  /** The operation among several at its address, if the asking API has read it from the body. */
  operation?: string | undefined;
  ip: string;
  /**
   * Whether it arrived over TLS, at Latchkey or a trusted proxy; `undefined` for a call that is only asked
   * about.
   */
  secure?: boolean;
  requestId: string;
  /** Told of the caller's client and the operation, for the log line of the request; absent for a call that is only asked about. */
  noted?: { client?: string; operation?: string };
  /** The span of its request, if requests are traced. */
  span?: Span | undefined;
  /** Set if the API that asks would reuse the decision for other calls: the end of the log at that moment. */
  reusable?: number;
}
