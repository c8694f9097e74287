import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const cidr = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'an IP address or a block of them such as 10.0.0.0/8',
});

const common = {
  /**
   * Where certificates are asked for, when that is another host or port than everything else's, so that browsers
   * are spared the question: `https://mtls.example.com` or `https://example.com:8443`.
   */
  origin: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'an https URL of host and perhaps port alone')
    .optional(),
  /**
   * Certificates (PEM, one or more) of the authorities whose clients' certificates count for `tls_client_auth`.
   * Each client's must be issued directly by one of them, so name the intermediate ones that issue.
   */
  authorities: z
    .string()
    .refine((text) => authoritiesIn(text).length > 0, 'certificates of authorities in PEM')
    .optional(),
};

/** Client certificates (RFC 8705): where they come from, and whose count. */
export const clientCertificates = z.discriminatedUnion('from', [
  /** Latchkey ends TLS itself. */
  z.strictObject({ from: z.literal('tls'), ...common }),
  /**
   * A proxy ends TLS and passes the certificate on, URL-encoded PEM as nginx's `$ssl_client_escaped_cert` or as in
   * RFC 9440. It must take the header away from what clients send. From any other address it is ignored.
   */
  z.strictObject({
    from: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name'),
    trustedProxies: z.array(cidr).min(1),
    ...common,
  }),
]);

export type ClientCertificates = z.output<typeof clientCertificates>;

/** The certificates in a PEM text; none when one of them is unreadable or no authority's. */
export function authoritiesIn(pem: string): X509Certificate[] {
  try {
    const certificates = (pem.match(CERTIFICATES) ?? []).map((each) => new X509Certificate(each));
    return certificates.every(({ ca }) => ca) ? certificates : [];
  } catch {
    return [];
  }
}
