import type { Address } from '../config/index.ts';
import type { Inbound } from '../http/inbound.ts';

/**
 * `session` identifies a signed-in browser; `form` ties the sign-in form to the browser that received it; `begun` ties a
 * sign-in at another system to the browser that began it.
 */
export type CookieName = 'session' | 'form' | 'begun';

/**
 * Over https the `__Host-` prefix (RFC 6265bis section 4.1.3.2) prevents other hosts of the domain from
 * setting the cookie. Browsers require `Secure` for it, so local http uses another name.
 */
function cookieName(address: Address, name: CookieName): string {
  if (name === 'session') return address.secure ? '__Host-latchkey' : 'latchkey-session';
  return address.secure ? `__Host-latchkey-${name}` : `latchkey-${name}`;
}

/** Returns the value that the browser sent, if it has the form of one of ours. */
export function readCookie(address: Address, request: Inbound, name: CookieName): string | null {
  const wanted = `${cookieName(address, name)}=`;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const pair = part.trim();
    if (!pair.startsWith(wanted)) continue;
    const value = pair.slice(wanted.length);
    return /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
  }
  return null;
}

/**
 * Returns a `Set-Cookie` value. `maxAge` is in seconds: `0` removes the cookie, `null` keeps it until the
 * browser closes.
 */
export function setCookie(address: Address, name: CookieName, value: string, maxAge: number | null): string {
  return [
    `${cookieName(address, name)}=${value}`,
    'Path=/',
    'HttpOnly',
    // Lax: a link from a client's site to the authorization endpoint must arrive signed in, but a post from
    // there must not.
    'SameSite=Lax',
    ...(address.secure ? ['Secure'] : []),
    ...(maxAge === null ? [] : [`Max-Age=${maxAge}`]),
  ].join('; ');
}
