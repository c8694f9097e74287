import type { Readable, Writable } from 'node:stream';

/** A call as it is sent to the upstream. */
export interface OutgoingCall {
  method: string;
  /** Path and query, byte for byte. */
  path: string;
  /** Names and values alternate. */
  headers: string[];
  hasBody: boolean;
  /** Returns the trailers; call it when the body has ended. Names and values alternate. */
  trailers(): string[];
}

/** An answer of the upstream, once its head has arrived. */
export interface UpstreamAnswer {
  status: number;
  message: string | undefined;
  /** Names and values alternate. */
  rawHeaders: string[];
  body: Readable;
  /** Whether the whole answer has arrived. */
  isComplete(): boolean;
  /** Names and values alternate. Call it when the body has ended. */
  rawTrailers(): string[];
}

/** A call that got no answer. */
export interface Failure {
  /** The reason, for the log. */
  reason: string;
  /**
   * Whether the same call may be sent again if it has no body: `safe` if repeating it does no harm (RFC 9110
   * section 9.2.2), `always` if the upstream said that it did not process it (RFC 9113 section 8.7).
   */
  again: 'never' | 'safe' | 'always';
}

/** Receives the events of one call. Exactly one of `answered` and `failed` is called. */
export interface Hearing {
  /** The connection is established. */
  connected(): void;
  /** The upstream sent 100: it wants the body. */
  wanted(): void;
  /** The upstream sent 103 with these links (RFC 8297). */
  hinted(link: string | string[]): void;
  answered(answer: UpstreamAnswer): void;
  failed(failure: Failure): void;
}

/** A pending call. */
export interface Exchange {
  /** Accepts the body of the request, if it has one. */
  body: Writable;
  /** Sets the trailers; call it before `body.end()`. */
  addTrailers(trailers: string[]): void;
  /** `stalled`: nothing arrived for too long, so the connection itself may be dead. */
  destroy(stalled?: boolean): void;
}

/** The upstream over one version of HTTP. */
export interface Upstream {
  start(call: OutgoingCall, hearing: Hearing): Exchange;
  /** Closes the kept connections. */
  close(): void;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a call does no harm when it is sent twice (RFC 9110 section 9.2.1). A body is not kept for that. */
export function isRepeatable({ method, hasBody }: OutgoingCall): boolean {
  return !hasBody && SAFE.has(method);
}

/**
 * Resolves when all that has arrived by now is read, such as the end of a kept connection, so that it is not reused. On a
 * busy node the end waits for its turn like any other input; a call that is sent meanwhile would be lost, and one that
 * is not repeatable cannot be sent again (RFC 9112 section 9.3.1).
 */
export function inputRead(): Promise<void> {
  // The first ends the turn of the event loop that is under way, the second a whole one.
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** An upstream that sends only interim answers would hold the call open indefinitely, so they are limited. */
export const MOST_INTERIM_ANSWERS = 20;

/** The address of the upstream. */
export interface UpstreamAddress {
  secure: boolean;
  host: string;
  port: string;
}

export function addressOf(origin: string): UpstreamAddress {
  const { protocol, hostname, port } = new URL(origin);
  return { secure: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, ''), port };
}
