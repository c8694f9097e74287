import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'an IP address or a block of them such as 10.0.0.0/8',
});

const common = {
  /**
   * The origin at which certificates are requested, if it is a host or port of its own, so that browsers do
   * not ask users for one: `https://mtls.example.com` or `https://example.com:8443`.
   */
  origin: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'an https URL of host and perhaps port alone')
    .optional(),
  /**
   * PEM certificates of the authorities accepted for `tls_client_auth`. A client's certificate must be issued
   * directly by one of them, so include issuing intermediates.
   */
  authorities: z
    .string()
    .refine((text) => authoritiesIn(text).length > 0, 'certificates of authorities in PEM')
    .optional(),
};

/** Client certificates (RFC 8705): their source and accepted issuers. */
export const clientCertificates = z.discriminatedUnion('from', [
  /** Latchkey terminates TLS itself. */
  z.strictObject({ from: z.literal('tls'), ...common }),
  /**
   * A proxy terminates TLS and passes the certificate in a header, URL-encoded PEM as in nginx's
   * `$ssl_client_escaped_cert` or as in RFC 9440. The proxy must remove this header from clients' requests.
   * From any other address it is ignored.
   */
  z.strictObject({
    from: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name'),
    trustedProxies: z.array(cidr).min(1),
    ...common,
  }),
]);

export type ClientCertificates = z.output<typeof clientCertificates>;

/** Returns the certificates in a PEM text, or none if one is unreadable or is not an authority's. */
export function authoritiesIn(pem: string): X509Certificate[] {
  try {
    const certificates = (pem.match(CERTIFICATES) ?? []).map((each) => new X509Certificate(each));
    return certificates.every(({ ca }) => ca) ? certificates : [];
  } catch {
    return [];
  }
}
