import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  context,
  objectIdentifier,
  octetString,
  sequence,
  set,
  TRUE,
  time,
  unsignedInteger,
  utf8String,
} from './der.ts';

/** A certificate to be signed with ECDSA and SHA-256. Instants in milliseconds; common names as plain text. */
export interface CertificateRequest {
  subject: string;
  publicKey: KeyObject;
  issuer: string;
  issuerPublicKey: KeyObject;
  issuerKey: KeyObject;
  notBefore: number;
  notAfter: number;
  /** A server's host names; `client` for somebody who calls one; `authority` for the authority itself. */
  use: { hosts: string[] } | 'client' | 'authority';
}

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const SERVER_AUTHENTICATION = objectIdentifier('1.3.6.1.5.5.7.3.1');
const CLIENT_AUTHENTICATION = objectIdentifier('1.3.6.1.5.5.7.3.2');

/** An X.509 version 3 certificate in PEM (RFC 5280 section 4.1). */
export function issueCertificate(request: CertificateRequest): string {
  const toBeSigned = sequence(
    context(0, unsignedInteger(Buffer.of(2)), true),
    unsignedInteger(serialNumber()),
    ECDSA_WITH_SHA256,
    name(request.issuer),
    sequence(time(request.notBefore), time(request.notAfter)),
    name(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...extensions(request)), true),
  );
  const signature = sign('sha256', toBeSigned, { key: request.issuerKey, dsaEncoding: 'der' });
  return pem(sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature)));
}

/** Positive, and random so that two authorities of the same name never collide (section 4.1.2.2). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function name(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

function extensions({ use, publicKey, issuerPublicKey }: CertificateRequest): Buffer[] {
  const keyIdentifiers = [
    extension('2.5.29.14', octetString(keyIdentifier(publicKey))),
    extension('2.5.29.35', sequence(context(0, keyIdentifier(issuerPublicKey), false))),
  ];
  if (use === 'authority') {
    // An authority for server certificates and for no further authority: path length 0, keyCertSign alone.
    return [
      extension('2.5.29.19', sequence(TRUE, unsignedInteger(Buffer.of(0))), 'critical'),
      extension('2.5.29.15', bitString(Buffer.of(0x04), 2), 'critical'),
      ...keyIdentifiers,
    ];
  }
  return [
    extension('2.5.29.19', sequence(), 'critical'),
    extension('2.5.29.15', bitString(Buffer.of(0x80), 7), 'critical'),
    ...(use === 'client'
      ? [extension('2.5.29.37', sequence(CLIENT_AUTHENTICATION))]
      : [
          extension('2.5.29.37', sequence(SERVER_AUTHENTICATION)),
          extension('2.5.29.17', sequence(...use.hosts.map(hostName))),
        ]),
    ...keyIdentifiers,
  ];
}

function hostName(host: string): Buffer {
  return context(2, Buffer.from(host, 'ascii'), false);
}

function extension(identifier: string, value: Buffer, critical?: 'critical'): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [TRUE] : []), octetString(value));
}

/** SHA-1 of the key itself (section 4.2.1.2): a name for it, which nothing is trusted for. */
function keyIdentifier(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha1').update(point).digest();
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
