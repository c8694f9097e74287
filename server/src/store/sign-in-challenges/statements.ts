import { signInChallenges } from './rows.ts';

export const insertSignInChallenge = signInChallenges.insert;

const challenges = `SELECT ${signInChallenges.columns()} FROM sign_in_challenges`;

export const signInChallenge = `${challenges} WHERE hash = :hash`;

export const signInChallengeByAnswer = `${challenges} WHERE answer_hash = :answerHash`;

export const answerSignInChallenge = `
UPDATE sign_in_challenges SET answer_hash = :answerHash, answer = :answer
WHERE hash = :hash AND answer_hash IS NULL`;

/** The answer names a person, and nobody reads it again. */
export const useSignInChallenge = `
UPDATE sign_in_challenges SET used_at = :now, answer = NULL WHERE hash = :hash AND used_at IS NULL`;
