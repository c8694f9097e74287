import { createHmac } from 'node:crypto';
import type { Instant } from '../../model/index.ts';

/** RFC 6238 section 5.2: "We RECOMMEND a default time-step size of 30 seconds". In milliseconds. */
export const TOTP_STEP = 30_000;
export const TOTP_DIGITS = 6;
/** Steps before and after the current one that count: "at most one time step is allowed as the network delay". */
const DRIFT = 1;

/** Returns the code of an authenticator app in one step of its time (RFC 6238 section 4, RFC 4226 section 5.3). */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fffffff;
  return String(number % 10 ** TOTP_DIGITS).padStart(TOTP_DIGITS, '0');
}

/**
 * Returns the step whose code this is, or `null` if it is none of those that count now. The caller has to use the step up:
 * "The verifier MUST NOT accept the second attempt of the OTP" (RFC 6238 section 5.2).
 *
 * @param notBefore steps that began earlier do not count: it may have been lost that they were used
 */
export function totpStepOf(
  secret: Buffer,
  code: string,
  { now, notBefore }: { now: Instant; notBefore: Instant },
): number | null {
  const current = Math.floor(now / TOTP_STEP);
  for (const step of [current, current - DRIFT, current + DRIFT]) {
    if (step * TOTP_STEP >= notBefore && totpCode(secret, step) === code) return step;
  }
  return null;
}

/** When the last step that counts now, or any before it, can no longer be used. */
export function totpStepEnds(step: number): Instant {
  return (step + 2 * DRIFT + 1) * TOTP_STEP;
}
