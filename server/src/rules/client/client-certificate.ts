import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { ClientSettings, Instant } from '../../model/index.ts';
import { isSubject } from './distinguished-name.ts';

type TlsSubject = NonNullable<ClientSettings['tlsSubject']>;

/** Extended key usage for TLS clients (RFC 5280 section 4.2.1.12). */
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';

export function isWithinValidity({ validFromDate, validToDate }: X509Certificate, now: Instant): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}

/**
 * Returns whether one of the authorities issued the certificate directly, for use by a client. There is no
 * path building: every issuing authority is configured, so no intermediate certificate from the client is
 * trusted.
 */
export function isIssuedBy(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  now: Instant,
): boolean {
  // Without extended key usages the certificate is valid for any (RFC 5280 section 4.2.1.12).
  const usages: readonly string[] = certificate.keyUsage ?? [];
  const forClients =
    usages.length === 0 || usages.some((use) => [CLIENT_AUTHENTICATION, ANY_USAGE].includes(use));
  return (
    forClients &&
    !certificate.ca &&
    isWithinValidity(certificate, now) &&
    authorities.some(
      (authority) =>
        authority.ca &&
        isWithinValidity(authority, now) &&
        certificate.checkIssued(authority) &&
        certificate.verify(authority.publicKey),
    )
  );
}

/**
 * Returns whether a certificate has the name that the client registered (RFC 8705 section 2.1.2). Compares
 * exactly, without wildcards.
 */
export function namesSubject(certificate: X509Certificate, { kind, value }: TlsSubject): boolean {
  if (kind === 'dn') return isSubject(value, certificate.subject);
  const names = alternativeNames(certificate.subjectAltName ?? '');
  if (names === null) return false;
  switch (kind) {
    case 'san_dns':
      return names.some(([type, name]) => type === 'DNS' && name.toLowerCase() === value.toLowerCase());
    case 'san_uri':
      return names.some(([type, name]) => type === 'URI' && name === value);
    case 'san_email':
      return names.some(([type, name]) => type === 'email' && name === value);
    case 'san_ip':
      return names.some(([type, name]) => type === 'IP Address' && sameAddress(name, value));
  }
}

/**
 * Returns whether a certificate is in the client's registered key set (RFC 8705 section 2.2.2): the same
 * certificate if a key has `x5c`, otherwise any with that public key.
 */
export function isRegistered(
  certificate: X509Certificate,
  keys: readonly Record<string, unknown>[],
  now: Instant,
): boolean {
  if (!isWithinValidity(certificate, now)) return false;
  return keys.some(({ x5c, ...key }) =>
    Array.isArray(x5c)
      ? x5c[0] === certificate.raw.toString('base64')
      : isSameKey(certificate.publicKey, key),
  );
}

function isSameKey(key: KeyObject, { kty, crv, x, y, n, e }: Record<string, unknown>): boolean {
  if (kty !== 'EC' && kty !== 'RSA' && kty !== 'OKP') return false;
  try {
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => typeof value === 'string');
    return createPublicKey({ key: Object.fromEntries(members), format: 'jwk' }).equals(key);
  } catch {
    return false;
  }
}

const ALTERNATIVE =
  /(DNS|URI|email|IP Address|Registered ID|DirName|othername):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;

/** Returns `null` if the list cannot be parsed completely: an unreadable list matches nothing. */
function alternativeNames(text: string): [string, string][] | null {
  const names: [string, string][] = [];
  let at = 0;
  while (at < text.length) {
    ALTERNATIVE.lastIndex = at;
    const [whole, type, value] = ALTERNATIVE.exec(text) ?? [];
    if (whole === undefined || type === undefined || value === undefined) return null;
    // Node quotes a name that could be read as several.
    names.push([type, value.startsWith('"') ? String(JSON.parse(value)) : value]);
    at += whole.length;
  }
  return names;
}

function sameAddress(left: string, right: string): boolean {
  return (
    ipaddr.isValid(left) &&
    ipaddr.isValid(right) &&
    ipaddr.parse(left).toString() === ipaddr.parse(right).toString()
  );
}
