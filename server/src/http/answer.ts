import { STATUS_CODES } from 'node:http';

/** A response as a value: endpoints return one, `app.ts` sends it. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
  /** What follows `body`, piece by piece, where the whole would not fit into memory. */
  stream?: AsyncIterable<string>;
}

/** Tokens and everything about them must not be kept by a cache (RFC 6749 section 5.1). */
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
 * 303 and no other: 307 would repeat a posted password at the client's address (RFC 9700 section 4.12).
 * `location` may carry a code, so nothing may store it or pass it on as a referrer.
 */
export function seeOther(location: string, headers: Answer['headers'] = {}): Answer {
  return {
    status: 303,
    headers: {
      location,
      'referrer-policy': 'no-referrer',
      // The same as on the pages: browsers look at every answer on the way, and one without would part two of our windows.
      'cross-origin-opener-policy': 'same-origin',
      ...NO_STORE,
      ...headers,
    },
    body: '',
  };
}

/** A problem in the words of RFC 9457. */
export interface Problem {
  status: number;
  /** For programs; stable. */
  code: string;
  /** Absent: the phrase of the status (section 4.2.1). */
  title?: string;
  detail: string;
  /** Members beside the standard ones. */
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
