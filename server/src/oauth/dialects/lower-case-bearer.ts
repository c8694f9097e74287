import type { Dialect } from './dialect.ts';

/**
 * Answers with `"token_type": "bearer"` for clients that compare it with their documentation. For other
 * clients the case does not matter (RFC 6749 section 5.1).
 */
export const lowerCaseBearer: Dialect = {
  name: 'lower-case-bearer',
  tokenAnswer: (answer) => (answer.token_type === 'Bearer' ? { ...answer, token_type: 'bearer' } : null),
};
