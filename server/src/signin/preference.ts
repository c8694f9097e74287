import type { Address } from '../config/index.ts';
import type { Inbound } from '../http/inbound.ts';

/** A taste that a browser keeps, signed in or not: it is no secret, and nobody could gain by setting it. */
export type Preference = 'language' | 'zone';

const FORM: Readonly<Record<Preference, RegExp>> = {
  language: /^[a-z]{2}$/,
  // `time-zone.js` sets it.
  zone: /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/,
};
const YEAR = 365 * 86_400;

/** Returns a preference that the browser sent, if it has the form of one. */
export function readPreference(address: Address, request: Inbound, name: Preference): string | null {
  const wanted = `${cookieName(address, name)}=`;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length);
  return value !== undefined && FORM[name].test(value) ? value : null;
}

/** Returns a `Set-Cookie` value that keeps a preference for a year. */
export function keepPreference(address: Address, name: Preference, value: string): string {
  const secure = address.secure ? '; Secure' : '';
  return `${cookieName(address, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${YEAR}${secure}`;
}

/** As for a session's cookie, other hosts of the domain cannot set it. */
function cookieName(address: Address, name: Preference): string {
  return address.secure ? `__Host-latchkey-${name}` : `latchkey-${name}`;
}
