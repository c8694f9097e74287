import { NO_STORE } from './answer.ts';

/** The headers of every page for a person, beside its own content security policy. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  // Clickjacking, for browsers that do not know frame-ancestors.
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // The page's URL may contain a client's state, which must not leak to a linked site.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // A page has the form token of a session in it.
  ...NO_STORE,
} as const;
