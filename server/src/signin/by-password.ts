import type { Api } from '../api.ts';
import { auditEvent } from '../audit/event.ts';
import type { Inbound } from '../http/inbound.ts';
import type { Factors, User, UserId } from '../model/index.ts';
import { afterPassword } from '../rules/factor/second-step.ts';
import { demandsSecondStep } from './factors/demanded.ts';
import { verifyPassword } from './passwords.ts';
import type { SignInThrottle } from './throttle.ts';

export type SignInOutcome =
  /** `next`: what has to follow before the user is signed in. */
  | { outcome: 'right'; user: User; factors: Factors; next: ReturnType<typeof afterPassword> }
  | { outcome: 'wrong' }
  /** Seconds until the next attempt is accepted. */
  | { outcome: 'wait'; seconds: number };

/**
 * Checks an address and a password, in this order: count the attempt, look up the user, verify, and see whether a
 * second step is due. Begins no session.
 */
export async function signIn(
  api: Api,
  throttle: SignInThrottle,
  request: Inbound,
  { email, password }: { email: string; password: string },
): Promise<SignInOutcome> {
  const admission = await throttle.admit(email, request.ip);
  if (!admission.admitted) {
    if (admission.first) await recordRefusal(api, request, null, 'too_many_attempts');
    return { outcome: 'wait', seconds: admission.retryAfter };
  }
  const user = await api.store.userByEmail(email.trim());
  if (!(await verifyPassword(password, user?.passwordHash ?? null)) || !user) {
    await recordRefusal(api, request, user?.id ?? null, 'wrong_password');
    return { outcome: 'wrong' };
  }
  await admission.succeeded();
  const factors = await api.store.factorsOf(user.id);
  const next = afterPassword(factors, await demandsSecondStep(api, user.id));
  return { outcome: 'right', user, factors, next };
}

/** The address is not recorded as typed: people type passwords into the wrong field. */
async function recordRefusal(api: Api, request: Inbound, userId: UserId | null, code: string): Promise<void> {
  await api.store.record([auditEvent(api, request, 'session.refused', { userId, outcome: 'denied', code })]);
}
