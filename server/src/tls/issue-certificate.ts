import { type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  id_AuthorityKeyIdentifier,
  id_BasicConstraints,
  id_ExtKeyUsage,
  id_KeyUsage,
  id_SubjectAltName,
  id_SubjectKeyIdentifier,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs';

/**
 * A certificate to be signed with ECDSA and SHA-256. Keys are on P-256, instants in milliseconds, common
 * names plain text.
 */
export interface CertificateRequest {
  subject: string;
  publicKey: KeyObject;
  /** The authority's certificate, or `null` for the authority's own, self-signed certificate. */
  issuer: X509Certificate | null;
  issuerKey: KeyObject;
  notBefore: number;
  notAfter: number;
  /** The host names of a server; `client` for a TLS client; `authority` for the authority itself. */
  use: { hosts: string[] } | 'client' | 'authority';
}

const P_256 = { name: 'ECDSA', namedCurve: 'P-256' };
const COMMON_NAME = '2.5.4.3';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const DNS_NAME = 2;
/** The first and the sixth bit of the key usage extension (RFC 5280 section 4.2.1.3). */
const DIGITAL_SIGNATURE = new BitString({ valueHex: Buffer.of(0x80), unusedBits: 7 });
const KEY_CERT_SIGN = new BitString({ valueHex: Buffer.of(0x04), unusedBits: 2 });

/** Returns an X.509 version 3 certificate in PEM (RFC 5280 section 4.1). */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: serialNumber() }),
    subject: new RelativeDistinguishedNames({
      typesAndValues: [
        new AttributeTypeAndValue({ type: COMMON_NAME, value: new Utf8String({ value: request.subject }) }),
      ],
    }),
    notBefore: time(request.notBefore),
    notAfter: time(request.notAfter),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(request.publicKey.export({ type: 'spki', format: 'der' })),
  });
  const authority = request.issuer === null ? certificate : Certificate.fromBER(request.issuer.raw);
  certificate.issuer = authority.subject;
  const authorityKey = new AuthorityKeyIdentifier({ keyIdentifier: await keyIdentifier(authority) });
  certificate.extensions = [
    ...usages(request.use),
    extension(id_SubjectKeyIdentifier, await keyIdentifier(certificate)),
    extension(id_AuthorityKeyIdentifier, authorityKey.toSchema()),
  ];
  const key = request.issuerKey.toCryptoKey(P_256, false, ['sign']);
  await certificate.sign(key as Parameters<Certificate['sign']>[0], 'SHA-256');
  return new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())).toString();
}

/**
 * Positive and random, so that two authorities with the same name never use the same number (section 4.1.2.2:
 * "MUST be unique for each certificate issued by a given CA").
 */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

/**
 * SHA-1 of the key (section 4.2.1.2). It only identifies the key, so the weakness of SHA-1 does not matter.
 */
async function keyIdentifier(certificate: Certificate): Promise<OctetString> {
  return new OctetString({ valueHex: await certificate.getKeyHash('SHA-1') });
}

/** Section 4.1.2.5: dates through 2049 MUST be UTCTime (two-digit years), later ones GeneralizedTime. */
function time(at: number): Time {
  return new Time({ type: at < Date.UTC(2050, 0) ? 0 : 1, value: new Date(at) });
}

function usages(use: CertificateRequest['use']): Extension[] {
  if (use === 'authority') {
    // The authority may sign server certificates but no further authorities: path length 0, keyCertSign
    // alone.
    const constraints = new BasicConstraints({ cA: true, pathLenConstraint: 0 });
    return [
      extension(id_BasicConstraints, constraints.toSchema(), 'critical'),
      extension(id_KeyUsage, KEY_CERT_SIGN, 'critical'),
    ];
  }
  const purpose = use === 'client' ? CLIENT_AUTHENTICATION : SERVER_AUTHENTICATION;
  const hosts = use === 'client' ? [] : use.hosts;
  const altNames = hosts.map((value) => new GeneralName({ type: DNS_NAME, value }));
  return [
    extension(id_BasicConstraints, new BasicConstraints().toSchema(), 'critical'),
    extension(id_KeyUsage, DIGITAL_SIGNATURE, 'critical'),
    extension(id_ExtKeyUsage, new ExtKeyUsage({ keyPurposes: [purpose] }).toSchema()),
    ...(altNames.length > 0 ? [extension(id_SubjectAltName, new AltName({ altNames }).toSchema())] : []),
  ];
}

function extension(extnID: string, value: { toBER(): ArrayBuffer }, critical?: 'critical'): Extension {
  return new Extension({ extnID, critical: critical !== undefined, extnValue: value.toBER() });
}
