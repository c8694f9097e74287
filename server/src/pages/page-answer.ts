import { type Answer, NO_STORE } from '../http/answer.ts';
import type { Html } from './html.ts';

export interface PageOptions {
  /**
   * The page has a form whose answer may redirect to a client. Chromium applies `form-action` to the whole chain
   * of redirects after a post, so `'self'` would stop the redirect that carries the code to the client.
   */
  postsMayLeave?: boolean;
  /** SHA-256, base64, of the one script that may run on the page. */
  scriptHash?: string;
  /** Scripts that we serve as files may run: our own, and no inline ones. */
  ownScripts?: boolean;
  headers?: Answer['headers'];
}

/** A page as an answer, with the headers that every page has. */
export function page(status: number, markup: Html, options: PageOptions = {}): Answer {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    // Clickjacking: consent must not be given by a click on something else (RFC 9700 section 4.16).
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(options.postsMayLeave ? [] : ["form-action 'self'"]),
    ...(options.ownScripts ? ["script-src 'self'"] : []),
    ...(options.scriptHash === undefined ? [] : [`script-src 'sha256-${options.scriptHash}'`]),
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      // The URL of a page may hold a client's state, and a client's page is one click away.
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      ...NO_STORE,
      ...options.headers,
    },
    body: markup.toString(),
  };
}
