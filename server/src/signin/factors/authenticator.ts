import { randomBytes } from 'node:crypto';
import type { Api } from '../../api.ts';
import { base32 } from '../../lib/base32.ts';
import type { Authenticator, UserId } from '../../model/index.ts';
import { totpStepEnds, totpStepOf } from '../../rules/factor/totp.ts';
import { formSeal } from '../../tokens/form-seal.ts';

/** RFC 4226 section 4: "We RECOMMEND a shared secret length of 160 bits". */
const SECRET_BYTES = 20;
/** Long enough to install an app. In milliseconds. */
const OFFER_LASTS = 30 * 60_000;
const OFFER = 'authenticator offer';

export function newAuthenticatorSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** Returns the address that an app reads from a QR code, by the format that all apps share. */
export function authenticatorUri(api: Pick<Api, 'config'>, email: string, secret: Buffer): string {
  const label = `${encodeURIComponent(api.config.title)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(api.config.title)}`;
}

/** Returns a secret that is offered to a user, for a hidden field of the page that shows it. */
export function sealOffer(api: Api, userId: UserId, secret: Buffer): string {
  const text = JSON.stringify([api.clock.now(), secret.toString('base64url')]);
  return formSeal(api, OFFER).seal(text, userId);
}

/** Returns the secret of an offer, or `null` if it was made for somebody else or too long ago. */
export function openOffer(api: Api, userId: UserId, sealed: string | undefined): Buffer | null {
  const opened = formSeal(api, OFFER).open(sealed ?? '', userId);
  if (opened === null) return null;
  const [at, secret] = JSON.parse(opened) as [number, string];
  return api.clock.now() - at <= OFFER_LASTS ? Buffer.from(secret, 'base64url') : null;
}

export function sealedAuthenticator(api: Api, userId: UserId, secret: Buffer): Authenticator {
  const sealed = api.keys.factorSecrets().seal(secret, secretOf(api, userId));
  return { userId, sealed, createdAt: api.clock.now(), lastUsedAt: null };
}

/** Returns whether an app can be asked: the key that opens its secret may have been lost. */
export function canOpenAuthenticator(
  api: Pick<Api, 'config' | 'keys'>,
  { userId, sealed }: Authenticator,
): boolean {
  return api.keys.factorSecrets().unseal(sealed, secretOf(api, userId)).ok;
}

/** Checks a code of the user's app and uses up its step, for all nodes. A code counts once. */
export async function isAuthenticatorCode(
  api: Api,
  { userId, sealed }: Authenticator,
  code: string,
): Promise<boolean> {
  const opened = api.keys.factorSecrets().unseal(sealed, secretOf(api, userId));
  if (!opened.ok) {
    api.log.error({ user: userId, problem: opened.problem }, 'an authenticator app cannot be asked');
    return false;
  }
  return isCodeOf(api, userId, opened.value, code);
}

/** As `isAuthenticatorCode`, of an app whose secret is not stored yet. */
export async function isCodeOf(api: Api, userId: UserId, secret: Buffer, code: string): Promise<boolean> {
  const now = api.clock.now();
  const step = totpStepOf(secret, code, { now, notBefore: api.runtime.restoredAt });
  if (step === null) return false;
  const use = { userId, step, now, expiresAt: totpStepEnds(step) };
  return (await api.store.useAuthenticator(use)) === 'first';
}

function secretOf({ config }: Pick<Api, 'config'>, userId: UserId) {
  return { api: config.name, purpose: 'authenticator', id: userId };
}
