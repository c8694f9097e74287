import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { DAY } from '../../../src/lib/clock.ts';
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
} from '../../../src/tls/der.ts';

/** What a certificate says; a name is a list of `[object identifier, value]`, the most general first. */
export interface CertificateWish {
  subject: [string, string][];
  /** Alternative names as `[context tag, bytes]`: 1 e-mail, 2 DNS, 6 URI, 7 IP address. */
  names?: [number, Buffer | string][];
  /** Extended key usages. */
  usages?: string[];
  authority?: boolean;
  notBefore?: number;
  notAfter?: number;
}

export interface Certified {
  pem: string;
  key: string;
  subject: [string, string][];
  privateKey: KeyObject;
}

export const CN = '2.5.4.3';
export const O = '2.5.4.10';
export const C = '2.5.4.6';
export const CLIENT_USE = '1.3.6.1.5.5.7.3.2';
export const SERVER_USE = '1.3.6.1.5.5.7.3.1';

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** A certificate signed by `issuer`, or by itself, good from yesterday for a month. */
export function certify(now: number, wish: CertificateWish, issuer?: Certified): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    extension('2.5.29.19', wish.authority ? sequence(TRUE) : sequence(), true),
    ...(wish.usages ? [extension('2.5.29.37', sequence(...wish.usages.map(objectIdentifier)), false)] : []),
    ...(wish.names
      ? [
          extension(
            '2.5.29.17',
            sequence(...wish.names.map(([tag, value]) => context(tag, Buffer.from(value), false))),
            false,
          ),
        ]
      : []),
  ];
  const body = sequence(
    context(0, unsignedInteger(Buffer.of(2)), true),
    unsignedInteger(Buffer.concat([Buffer.of(0x40), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer?.subject ?? wish.subject),
    sequence(time(wish.notBefore ?? now - DAY), time(wish.notAfter ?? now + 30 * DAY)),
    nameOf(wish.subject),
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'der',
    }),
    context(3, sequence(...extensions), true),
  );
  const signature = sign('sha256', body, issuer?.privateKey ?? privateKey);
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject: wish.subject,
    privateKey,
  };
}

function nameOf(attributes: [string, string][]): Buffer {
  return sequence(
    ...attributes.map(([type, value]) => set(sequence(objectIdentifier(type), utf8String(value)))),
  );
}

function extension(identifier: string, value: Buffer, critical: boolean): Buffer {
  return sequence(objectIdentifier(identifier), ...(critical ? [TRUE] : []), octetString(value));
}
