/** A call to the protected API, whichever way it came in. */
export interface Call {
  method: string;
  /** Host of the API that was addressed, as served now; lower case, without port. */
  host: string;
  /**
   * Scheme, host and port that the client addressed, where a proxy or an API in another process says so; `null` for
   * a call that came here directly.
   */
  origin: string | null;
  /** Path as sent, percent-encoding and all, without query. */
  path: string;
  /** Without the question mark. */
  query: string;
  authorization: string | undefined;
  /** Value of the `DPoP` header (RFC 9449 section 4.1); several are joined by commas. */
  dpop: string | undefined;
  /** A header by which the call asks to be taken for another method, where the API behind would see it. */
  override?: string | null;
  /** Value of the API's account header, if the call has one. */
  account: string | undefined;
  /** Value of the header that names the API's version, where the API has one: its own, or `Accept`. */
  version?: string | undefined;
  /** Value of `Accept-Language`. */
  language?: string | undefined;
  /** `x5t#S256` of the certificate that the caller proved to hold the key of (RFC 8705 section 3.1). */
  certificate?: string | null;
  /** Which of the operations at its address it is, where the API that asks has read that from the body. */
  operation?: string | undefined;
  ip: string;
  /** It came over TLS, to Latchkey or to a proxy that is trusted to say so; unknown of what is only asked about. */
  secure?: boolean;
  requestId: string;
  /** Whoever asks would let other calls through by the same decision. The place in the log when they asked. */
  reusable?: number;
}
