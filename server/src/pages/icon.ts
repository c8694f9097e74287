import { readFileSync } from 'node:fs';
import type { Answer } from '../http/answer.ts';

/** The icon of our own pages, inlined so that it costs no request. */
export const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%232f4bd8'/%3E%3Cpath d='M16 7a5 5 0 0 0-2 9.6V25h4v-8.4A5 5 0 0 0 16 7z' fill='%23fff'/%3E%3C/svg%3E";

/** The path that browsers request by default, for example for a document that is not a page. */
export const FAVICON = '/favicon.ico';

/** The same icon in 16 and 32 pixels. */
const ico = readFileSync(new URL('./favicon.ico', import.meta.url));

export function favicon(): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'image/x-icon',
      'cache-control': 'public, max-age=86400',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    },
    body: ico,
  };
}
