import { createHash, X509Certificate } from 'node:crypto';
import type { Api } from '../api.ts';
import { isAllowed } from '../lib/ip-blocks.ts';
import type { Inbound } from './inbound.ts';

const LONGEST = 16 * 1024;

/**
 * Returns the certificate whose private key the client proved in the TLS handshake, with us or with a trusted
 * proxy; `null` without one. Its issuer is not verified here.
 */
export function clientCertificate(
  { config }: Pick<Api, 'config'>,
  request: Pick<Inbound, 'peer' | 'headers' | 'certificate'>,
): X509Certificate | null {
  const source = config.clientCertificates;
  if (!source) return null;
  if (source.from === 'tls') return request.certificate();
  // Certificates are public, so this header proves possession only if a trusted proxy set it.
  if (!isAllowed(request.peer, source.trustedProxies)) return null;
  const value = request.headers[source.name.toLowerCase()];
  return typeof value === 'string' ? readHeader(value) : null;
}

/** `x5t#S256`: SHA-256 of the certificate in DER, base64url (RFC 8705 section 3.1). */
export function certificateThumbprint({ raw }: X509Certificate): string {
  return createHash('sha256').update(raw).digest('base64url');
}

/** Returns the thumbprint of `clientCertificate`, or `null` without one. */
export function provenThumbprint(
  api: Pick<Api, 'config'>,
  request: Pick<Inbound, 'peer' | 'headers' | 'certificate'>,
): string | null {
  const certificate = clientCertificate(api, request);
  return certificate && certificateThumbprint(certificate);
}

/** URL-encoded PEM (nginx), or base64 DER between colons (RFC 9440 section 2.1). */
function readHeader(value: string): X509Certificate | null {
  if (value.length > LONGEST) return null;
  try {
    const bytes = /^:([A-Za-z0-9+/]+=*):$/.exec(value)?.[1];
    if (bytes !== undefined) return new X509Certificate(Buffer.from(bytes, 'base64'));
    const pem = decodeURIComponent(value);
    return /^-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s*$/.test(pem)
      ? new X509Certificate(pem)
      : null;
  } catch {
    return null;
  }
}
