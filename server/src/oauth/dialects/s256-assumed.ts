import type { Dialect } from './dialect.ts';

/** A `code_challenge` without a method counts as S256; by the standard it would be `plain`. */
export const s256Assumed: Dialect = {
  name: 's256-assumed',
  authorizationRequest(pairs) {
    const has = (wanted: string) => pairs.some(([name, value]) => name === wanted && value !== '');
    if (!has('code_challenge') || has('code_challenge_method')) return null;
    return [...pairs, ['code_challenge_method', 'S256']];
  },
};
