import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { UserId } from '../../model/index.ts';
import { mayGiveUp } from '../../rules/factor/second-step.ts';
import { isCodeOf, sealedAuthenticator } from '../../signin/factors/authenticator.ts';
import { CodeThrottle } from '../../signin/factors/code-throttle.ts';
import { demandsSecondStep } from '../../signin/factors/demanded.ts';
import { newRecoveryCodes, recoveryCodeRows } from '../../signin/factors/recovery-codes.ts';

/**
 * Turns on the second step by an authenticator app that was offered `secret`, once it shows a right code. Returns the
 * recovery codes, which are shown once.
 */
export async function turnOnSecondStep(
  api: Api,
  request: Inbound,
  userId: UserId,
  secret: Buffer,
  code: string,
): Promise<Result<string[], 'wrong_code' | 'wait' | 'exists'>> {
  const admission = await new CodeThrottle(api.runtime.throttles).admit(userId);
  if (!admission.admitted) return refused('wait');
  if (!(await isCodeOf(api, userId, secret, code.replaceAll(/\s/g, '')))) return refused('wrong_code');
  await admission.succeeded();
  const codes = newRecoveryCodes();
  const outcome = await api.store.turnOnAuthenticator({
    authenticator: sealedAuthenticator(api, userId, secret),
    codes: recoveryCodeRows(userId, codes, api.clock.now()),
    audit: [auditEvent(api, request, 'second_step.on', { userId, detail: { by: userId, with: 'app' } })],
  });
  return outcome === 'on' ? ok(codes) : refused('exists');
}

/**
 * Makes new recovery codes in place of earlier ones, and returns them. A user who has passkeys and no app turns on the second
 * step by this: a passkey is asked for after the password then.
 */
export async function renewRecoveryCodes(api: Api, request: Inbound, userId: UserId): Promise<string[]> {
  const { codesLeft } = await api.store.factorsOf(userId);
  const kind = codesLeft === null ? 'second_step.on' : 'recovery_codes.renewed';
  const detail = codesLeft === null ? { by: userId, with: 'passkeys' } : { by: userId };
  const codes = newRecoveryCodes();
  await api.store.renewRecoveryCodes({
    userId,
    codes: recoveryCodeRows(userId, codes, api.clock.now()),
    audit: [auditEvent(api, request, kind, { userId, detail })],
  });
  return codes;
}

/** Turns the second step off. `demanded`: the API demands one of this user, who has no passkey. */
export async function turnOffSecondStep(
  api: Api,
  request: Inbound,
  userId: UserId,
): Promise<'off' | 'demanded'> {
  const factors = await api.store.factorsOf(userId);
  if (!mayGiveUp(factors, await demandsSecondStep(api, userId), 'second step')) return 'demanded';
  const audit = [auditEvent(api, request, 'second_step.off', { userId, detail: { by: userId } })];
  await api.store.endSecondStep({ userId, audit });
  return 'off';
}
