import { ERRORS, type OAuthProblem, onTheWire } from '../../src/oauth/errors/problem.ts';
import type { Sections } from './recorded.ts';

/** What a sentence may need to know beside its reason. */
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
