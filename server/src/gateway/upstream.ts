import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable, Writable } from 'node:stream';

/** A call as it goes to the API behind. */
export interface OutgoingCall {
  method: string;
  /** Path and query, byte for byte. */
  path: string;
  headers: OutgoingHttpHeaders;
  hasBody: boolean;
  /** What follows the body; known when that is over. */
  trailers(): OutgoingHttpHeaders;
}

/** What the API behind answers, from the moment that its head is there. */
export interface UpstreamAnswer {
  status: number;
  message: string | undefined;
  /** Names and values in turns. */
  rawHeaders: string[];
  body: Readable;
  /** Names and values in turns; known when the body is over. */
  rawTrailers(): string[];
}

/** Why there is no answer. */
export interface Failure {
  /** For the log. */
  reason: string;
  /**
   * Whether the same call may be sent once more when it has no body: `safe` if doing it twice does no harm
   * (RFC 9110 section 9.2.2), `always` if the API behind said that it did nothing (RFC 9113 section 8.7).
   */
  again: 'never' | 'safe' | 'always';
}

/** Hears of one call. Of `answered` and `failed` one comes, and once. */
export interface Hearing {
  /** There is a connection. */
  connected(): void;
  /** 100: the body is wanted. */
  wanted(): void;
  /** 103 with these links (RFC 8297). */
  hinted(link: string | string[]): void;
  answered(answer: UpstreamAnswer): void;
  failed(failure: Failure): void;
}

/** One call under way. */
export interface Exchange {
  /** Takes the body of the request, if it has one. */
  body: Writable;
  /** What follows the body; said before `body.end()`. */
  addTrailers(trailers: OutgoingHttpHeaders): void;
  /** `stalled`: nothing came for too long, so that the connection itself is in doubt. */
  destroy(stalled?: boolean): void;
}

/** The API behind, over one version of HTTP. */
export interface Upstream {
  start(call: OutgoingCall, hearing: Hearing): Exchange;
  /** Ends the connections that are kept. */
  close(): void;
}

/** Interim answers come before the one; an API behind that sends nothing else holds the call for good. */
export const MOST_INTERIM_ANSWERS = 20;

/** Where the API behind is. */
export interface UpstreamAddress {
  secure: boolean;
  host: string;
  port: string;
}

export function addressOf(origin: string): UpstreamAddress {
  const { protocol, hostname, port } = new URL(origin);
  return { secure: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, ''), port };
}
