import type { Dialect, Pairs } from './dialect.ts';

/**
 * Accepts `redirect_url` for `redirect_uri`. With both, the strict path finds `redirect_uri` twice and
 * refuses.
 */
export const redirectUrlParameter: Dialect = {
  name: 'redirect-url-parameter',
  authorizationRequest: rename,
  tokenRequest: rename,
};

function rename(pairs: Pairs): Pairs | null {
  if (!pairs.some(([name]) => name === 'redirect_url')) return null;
  return pairs.map(([name, value]) => [name === 'redirect_url' ? 'redirect_uri' : name, value]);
}
