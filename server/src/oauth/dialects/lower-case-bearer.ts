import type { Dialect } from './dialect.ts';

/**
 * `"token_type": "bearer"` in answers, for clients that compare it with the word that they were shown. To all others it
 * means the same (RFC 6749 section 5.1).
 */
export const lowerCaseBearer: Dialect = {
  name: 'lower-case-bearer',
  risk: 'A client that compares token_type with "Bearer" letter by letter refuses its tokens.',
  tokenAnswer: (answer) => (answer.token_type === 'Bearer' ? { ...answer, token_type: 'bearer' } : null),
};
