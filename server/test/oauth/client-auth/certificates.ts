import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import {
  Set as AsnSet,
  type BaseBlock,
  BitString,
  Boolean as Bool,
  Constructed,
  fromBER,
  GeneralizedTime,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
  UTCTime,
  Utf8String,
} from 'asn1js';
import { DAY } from '../../../src/lib/clock.ts';

/**
 * The contents of a certificate; a name is a list of `[object identifier, value]`, the most general first.
 */
export interface CertificateInput {
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

const CONTEXT = 3;

/** A certificate signed by `issuer`, or by itself, good from yesterday for a month. */
export function certify(now: number, wish: CertificateInput, issuer?: Certified): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    extension('2.5.29.19', wish.authority ? [new Bool({ value: true })] : [], 'critical'),
    ...(wish.usages ? [extension('2.5.29.37', wish.usages.map(identifier))] : []),
    ...(wish.names ? [extension('2.5.29.17', wish.names.map(alternative))] : []),
  ];
  const body = sequence(
    tagged(0, new Integer({ value: 2 })),
    new Integer({ valueHex: Buffer.concat([Buffer.of(0x40), randomBytes(8)]) }),
    ecdsaWithSha256(),
    nameOf(issuer?.subject ?? wish.subject),
    sequence(time(wish.notBefore ?? now - DAY), time(wish.notAfter ?? now + 30 * DAY)),
    nameOf(wish.subject),
    fromBER(publicKey.export({ type: 'spki', format: 'der' })).result,
    tagged(3, sequence(...extensions)),
  );
  const signature = sign('sha256', Buffer.from(body.toBER()), issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ecdsaWithSha256(), new BitString({ valueHex: signature }));
  return {
    pem: new X509Certificate(Buffer.from(whole.toBER())).toString(),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    subject: wish.subject,
    privateKey,
  };
}

function sequence(...value: BaseBlock[]): Sequence {
  return new Sequence({ value });
}

function identifier(value: string): ObjectIdentifier {
  return new ObjectIdentifier({ value });
}

function ecdsaWithSha256(): Sequence {
  return sequence(identifier('1.2.840.10045.4.3.2'));
}

function tagged(tagNumber: number, content: BaseBlock): Constructed {
  return new Constructed({ idBlock: { tagClass: CONTEXT, tagNumber }, value: [content] });
}

function alternative([tagNumber, value]: [number, Buffer | string]): Primitive {
  return new Primitive({ idBlock: { tagClass: CONTEXT, tagNumber }, valueHex: Buffer.from(value) });
}

function time(at: number): BaseBlock {
  const valueDate = new Date(at);
  return at < Date.UTC(2050, 0) ? new UTCTime({ valueDate }) : new GeneralizedTime({ valueDate });
}

function nameOf(attributes: [string, string][]): Sequence {
  return sequence(
    ...attributes.map(
      ([type, value]) => new AsnSet({ value: [sequence(identifier(type), new Utf8String({ value }))] }),
    ),
  );
}

function extension(type: string, content: BaseBlock[], critical?: 'critical'): Sequence {
  return sequence(
    identifier(type),
    ...(critical ? [new Bool({ value: true })] : []),
    new OctetString({ valueHex: sequence(...content).toBER() }),
  );
}
