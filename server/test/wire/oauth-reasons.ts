import { BEARER, unanswered } from '../../src/oauth/errors/bearer.ts';
import { ERRORS, type OAuthProblem, onTheWire } from '../../src/oauth/errors/problem.ts';
import type { Sections } from './recorded.ts';

/** The data that sentences need besides their reasons. */
const TOLD = {
  parameter: 'PARAMETER',
  scope: 'SCOPE',
  type: 'TYPE',
  at: '/AT',
  needed: 'must be NEEDED',
  longest: 1_000,
  offered: ['ONE', 'ANOTHER'],
};

/** Each inner reason → its status, error code and sentence. */
export function refusals(): Sections {
  const reasons = Object.keys(ERRORS).sort();
  return Object.fromEntries(
    reasons.map((reason) => {
      const { status, error, description } = onTheWire({ ...TOLD, reason } as OAuthProblem);
      return [`${reason} ${status} ${error}`, [description]];
    }),
  );
}

/** The same for an access token with which the server itself is asked. */
export function bearerRefusals(): Sections {
  const reasons = (Object.keys(BEARER) as (keyof typeof BEARER)[]).sort();
  return Object.fromEntries(
    [...reasons, { proof: 'nonce' } as const, { proof: 'uri' } as const].map((reason) => {
      const name = typeof reason === 'string' ? reason : `proof ${reason.proof}`;
      const {
        status,
        error = 'no error',
        scheme = 'Bearer',
        description = '',
        scope = '',
      } = unanswered(reason);
      return [`${name} ${status} ${scheme} ${error} ${scope}`.trimEnd(), description ? [description] : []];
    }),
  );
}
