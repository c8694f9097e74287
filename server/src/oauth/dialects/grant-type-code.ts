import type { Dialect, Pairs } from './dialect.ts';

/**
 * Accepts `grant_type=code` for `authorization_code` at the token endpoint, and for `response_type=code` at
 * the authorization endpoint.
 */
export const grantTypeCode: Dialect = {
  name: 'grant-type-code',
  authorizationRequest(pairs) {
    const named = pairs.some(([name, value]) => name === 'response_type' && value !== '');
    const asked = pairs.some(([name, value]) => name === 'grant_type' && value === 'code');
    return !named && asked ? [...pairs, ['response_type', 'code']] : null;
  },
  tokenRequest(pairs) {
    const isCode = ([name, value]: Pairs[number]) => name === 'grant_type' && value === 'code';
    if (!pairs.some(isCode)) return null;
    return pairs.map((pair) => (isCode(pair) ? ['grant_type', 'authorization_code'] : pair));
  },
};
