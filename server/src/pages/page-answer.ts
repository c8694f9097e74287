import type { Answer } from '../http/answer.ts';
import { PAGE_HEADERS } from '../http/page-headers.ts';
import type { Html } from './html.ts';
import type { PageApi } from './page-api.ts';

export interface PageOptions {
  /**
   * Whether the page has a form whose answer may redirect to a client. Chromium applies `form-action` to the
   * whole chain of redirects after a post, so `'self'` would block the redirect with the code.
   */
  postsMayLeave?: boolean;
  /** SHA-256, base64, of the only script that may run on the page. */
  scriptHash?: string;
  /** Allows scripts that we serve as files, but no inline ones. */
  ownScripts?: boolean;
  headers?: Answer['headers'];
}

/** Returns a page as an answer, with the headers common to all pages. */
export function page(
  { language }: Pick<PageApi, 'language'>,
  status: number,
  markup: Html,
  options: PageOptions = {},
): Answer {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    // Clickjacking: an attacker's page must not frame the consent page (RFC 9700 section 4.16).
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(options.postsMayLeave ? [] : ["form-action 'self'"]),
    ...(options.ownScripts ? ["script-src 'self'"] : []),
    ...(options.scriptHash === undefined ? [] : [`script-src 'sha256-${options.scriptHash}'`]),
  ];
  return {
    status,
    headers: {
      ...PAGE_HEADERS,
      'content-language': language,
      vary: 'accept-language, cookie',
      'content-security-policy': policy.join('; '),
      ...options.headers,
    },
    body: markup.toString(),
  };
}
