import { STATUS_CODES } from 'node:http';

/** A response as a value. Endpoints return it and `app.ts` sends it. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
  /** Pieces that follow `body`, for answers too large for memory. */
  stream?: AsyncIterable<string>;
}

/**
 * RFC 6749 section 5.1: the server MUST send `Cache-Control: no-store` and `Pragma: no-cache` "in any
 * response containing tokens, credentials, or other sensitive information".
 */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

export function json(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

export function empty(status: number, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: '' };
}

/**
 * A redirect with 303: 307 would send a posted password on to the client's address (RFC 9700 section 4.12).
 * `location` may contain a code, so the response must not be cached or passed on as a referrer.
 */
export function seeOther(location: string, headers: Answer['headers'] = {}): Answer {
  return {
    status: 303,
    headers: {
      location,
      'referrer-policy': 'no-referrer',
      // Must be the same on every page: browsers check each response of a navigation, and one without this
      // header would cut the link between two of our windows.
      'cross-origin-opener-policy': 'same-origin',
      ...NO_STORE,
      ...headers,
    },
    body: '',
  };
}

/** A problem in the fields of RFC 9457. */
export interface Problem {
  status: number;
  /** A stable identifier for programs. */
  code: string;
  /** If absent, the phrase of the status is used (section 4.2.1). */
  title?: string;
  detail: string;
  /** Extension members (section 3.2). */
  members?: Record<string, unknown>;
  headers?: Answer['headers'];
}

export function problem({
  status,
  code,
  title = STATUS_CODES[status],
  detail,
  members,
  headers,
}: Problem): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...NO_STORE, ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail, code, ...members }),
  };
}
