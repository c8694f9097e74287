import type { SignInChallenge } from '../../model/index.ts';
import { branded, integer, nullable, object, oneOf } from '../table/codecs.ts';
import { table } from '../table/table.ts';

export const signInChallenges = table<SignInChallenge>('sign_in_challenges', {
  hash: branded(),
  purpose: oneOf('sign_in', 'consent', 'provider'),
  browserHash: branded(),
  asked: object,
  answerHash: nullable(branded()),
  answer: nullable(object),
  createdAt: integer,
  expiresAt: integer,
  usedAt: nullable(integer),
});
