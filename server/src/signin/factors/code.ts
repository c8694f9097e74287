import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Factors, UserId } from '../../model/index.ts';
import { isAuthenticatorCode } from './authenticator.ts';
import { CodeThrottle } from './code-throttle.ts';
import { recoveryHash } from './recovery-codes.ts';

export type CodeOutcome =
  | { outcome: 'right' }
  | { outcome: 'wrong' }
  /** Seconds until the next code is accepted. */
  | { outcome: 'wait'; seconds: number };

/** Returns which of the two something looks like: the code of an app, which has digits alone, or a recovery code. */
export function kindOf(typed: string): 'app' | 'recovery' {
  return /^\d*$/.test(digitsOf(typed)) ? 'app' : 'recovery';
}

function digitsOf(typed: string): string {
  return typed.replaceAll(/\s/g, '');
}

/**
 * Checks what a user typed as their second step: the code of their app, or a recovery code. Uses up what was right.
 */
export async function checkCode(
  api: Api,
  request: Inbound,
  userId: UserId,
  { authenticator }: Factors,
  typed: string,
): Promise<CodeOutcome> {
  const digits = digitsOf(typed);
  const kind = kindOf(typed);
  const admission = await new CodeThrottle(api.runtime.throttles).admit(userId, kind);
  if (!admission.admitted) return { outcome: 'wait', seconds: admission.retryAfter };
  const isRight =
    kind === 'recovery'
      ? await isRecoveryCode(api, request, userId, typed)
      : authenticator !== null && (await isAuthenticatorCode(api, authenticator, digits));
  if (isRight) {
    await admission.succeeded();
    return { outcome: 'right' };
  }
  const refused = { userId, outcome: 'denied', code: 'wrong_code' } as const;
  await api.store.record([auditEvent(api, request, 'session.refused', refused)]);
  return { outcome: 'wrong' };
}

async function isRecoveryCode(api: Api, request: Inbound, userId: UserId, typed: string): Promise<boolean> {
  const hash = recoveryHash(userId, typed);
  if (hash === null) return false;
  const audit = [auditEvent(api, request, 'recovery_code.used', { userId })];
  return (await api.store.useRecoveryCode({ userId, hash, now: api.clock.now(), audit })) === 'used';
}
