import type { Factors } from '../../model/index.ts';

/** Of whom an API demands a second step. `offered`: of nobody, but everybody may turn it on. */
export type SecondStepPolicy = 'offered' | 'managers' | 'required';

/** Returns whether the user turned the second step on. */
export function isSecondStepOn({ authenticator, codesLeft }: Factors): boolean {
  return authenticator !== null || codesLeft !== null;
}

/** Returns whether the API demands a second step of a user. */
export function isSecondStepDemanded(policy: SecondStepPolicy, manages: boolean): boolean {
  return policy === 'required' || (policy === 'managers' && manages);
}

/**
 * Returns what has to follow a right password. `ask`: the code of an app, a passkey or a recovery code. `set_up`: the user
 * has none of these and has to add one before they are signed in.
 */
export function afterPassword(factors: Factors, demanded: boolean): 'nothing' | 'ask' | 'set_up' {
  if (isSecondStepOn(factors)) return 'ask';
  if (!demanded) return 'nothing';
  return factors.passkeys.length > 0 ? 'ask' : 'set_up';
}

/** Returns whether a user may give up a factor: not the last one, where the API demands one. */
export function mayGiveUp(factors: Factors, demanded: boolean, given: 'second step' | 'passkey'): boolean {
  if (!demanded) return true;
  const { authenticator, passkeys } = factors;
  return given === 'second step' ? passkeys.length > 0 : authenticator !== null || passkeys.length > 1;
}
