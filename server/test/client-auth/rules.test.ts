import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { certificateThumbprint } from '../../src/http/client-certificate.ts';
import { isRegistered, namesSubject } from '../../src/oauth/rules/client-certificate.ts';
import { readCompactJws } from '../../src/oauth/rules/compact-jws.ts';
import { isDistinguishedName, isSubject } from '../../src/oauth/rules/distinguished-name.ts';
import { keysFor } from '../../src/oauth/rules/signing-algorithms.ts';
import { thumbprintOf } from '../../src/proof/public-key.ts';
import { C, CN, certify, O } from './certificates.ts';

/** RFC 8705 appendix A. */
const EXAMPLE = `-----BEGIN CERTIFICATE-----
MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
-----END CERTIFICATE-----`;

describe('the example of RFC 8705, appendix A', () => {
  const certificate = new X509Certificate(EXAMPLE);
  const within = Date.UTC(2020, 0, 1);

  it('has the thumbprint that stands there', () => {
    assert.equal(certificateThumbprint(certificate), 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0');
  });

  it('is recognised by its key, by itself, and by its name', () => {
    const key = {
      kty: 'EC',
      crv: 'P-256',
      x: '1yfLHCpXqFjxCeHHHMVDTcLscpb07KUxudBmOMn8C7Q',
      y: '8_coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8',
    };
    assert.ok(isRegistered(certificate, [key], within));
    const x5c = [EXAMPLE.replace(/-----[A-Z ]+-----|\n/g, '')];
    assert.ok(isRegistered(certificate, [{ ...key, x5c }], within));
    assert.ok(!isRegistered(certificate, [{ ...key, x5c: ['AAAA'] }], within));
    assert.ok(!isRegistered(certificate, [{ ...key, y: key.x }, { kty: 'oct', k: 'AA' }, {}], within));
    assert.ok(!isRegistered(certificate, [key], Date.UTC(2023, 0, 1)), 'it has expired since');
    assert.ok(namesSubject(certificate, { kind: 'dn', value: 'CN=mtls' }));
    assert.ok(!namesSubject(certificate, { kind: 'san_dns', value: 'mtls' }));
  });
});

it('the key of RFC 7638 section 3.1 has the thumbprint that stands there', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn' +
    'jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qM' +
    'QvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJz' +
    'KnqDKgw';
  assert.equal(
    thumbprintOf({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }),
    'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  );
});

describe('distinguished names (RFC 4514)', () => {
  const subject = (attributes: [string, string][]) =>
    new X509Certificate(certify(Date.UTC(2026, 0, 1), { subject: attributes }).pem).subject;
  const bank = subject([
    [C, 'NL'],
    [O, 'Bank, "Söhne" + Co \\ #1'],
    [CN, ' a=b; <c> '],
  ]);

  it('are the same in every spelling of the same name', () => {
    for (const name of [
      'CN=\\ a=b\\; \\<c\\>\\ ,O=Bank\\, \\"Söhne\\" \\+ Co \\\\ #1,C=NL',
      'cn=\\20a\\3Db\\3B \\3Cc\\3E\\20, o=Bank\\2C \\22S\\C3\\B6hne\\22 \\2B Co \\5C #1, c=NL',
      '2.5.4.3=\\ a=b\\; \\<c\\>\\ ,2.5.4.10=Bank\\, \\"Söhne\\" \\+ Co \\\\ #1,2.5.4.6=NL',
    ]) {
      assert.ok(isSubject(name, bank), name);
    }
  });

  it('are not the same with a part more, less, in another order or case', () => {
    const abc = subject([
      [C, 'NL'],
      [O, 'B'],
      [CN, 'A'],
    ]);
    assert.ok(isSubject('CN=A,O=B,C=NL', abc));
    for (const name of [
      'CN=A,O=B',
      'O=B,C=NL',
      'C=NL,O=B,CN=A',
      'CN=a,O=B,C=NL',
      'CN=A+O=B,C=NL',
      'CN=A,O=B,C=NL,C=NL',
    ]) {
      assert.ok(!isSubject(name, abc), name);
    }
  });

  it('cannot be imitated by what stands in one value', () => {
    assert.ok(!isSubject('CN=A,O=B', subject([[CN, 'A,O=B']])));
    assert.ok(!isSubject('CN=A,O=B', subject([[CN, 'A\nO=B']])));
    assert.ok(!isSubject('CN=A+O=B', subject([[CN, 'A+O=B']])));
    assert.ok(!isSubject('CN=A,O=B', subject([[O, 'B\nCN=A']])));
  });

  it('that cannot be read are none', () => {
    for (const name of [
      '',
      'CN',
      '=A',
      'CN=',
      'CN=A,',
      'CN=A,,O=B',
      'CN=#0401',
      'CN=A;O=B',
      'CN="A"',
      ',CN=A',
      'CN=A\\',
    ]) {
      assert.equal(isDistinguishedName(name), false, name);
    }
  });
});

it('only keys of the type, curve, use and id that a signature needs are tried', () => {
  const ec = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' };
  const keys = [
    { ...ec, kid: 'plain' },
    { ...ec, kid: 'other curve', crv: 'P-384' },
    { ...ec, kid: 'encrypts', use: 'enc' },
    { ...ec, kid: 'other alg', alg: 'ES512' },
    { ...ec, kid: 'signs only', key_ops: ['sign'] },
    { kty: 'RSA', kid: 'rsa', n: 'n', e: 'AQAB' },
    { kty: 'RSA', kid: 'huge', n: 'n'.repeat(685), e: 'AQAB' },
    { kty: 'oct', kid: 'secret', k: 'AAAA' },
  ];
  assert.equal(keysFor(keys, 'ES256', undefined).length, 1);
  assert.equal(keysFor(keys, 'RS256', undefined).length, 1);
  assert.equal(keysFor(keys, 'EdDSA', undefined).length, 0);
  assert.equal(keysFor(keys, 'ES256', 'rsa').length, 0);
  assert.deepEqual(Object.keys(keysFor([{ ...ec, d: 'd', x5u: 'u' }], 'ES256', undefined)[0] ?? {}).sort(), [
    'crv',
    'e',
    'kty',
    'n',
    'x',
    'y',
  ]);
});

it('only two JSON objects and a signature make a compact JWS', () => {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  assert.ok(readCompactJws(`${part('{}')}.${part('{}')}.`));
  for (const text of [
    '',
    '..',
    `${part('{}')}.${part('{}')}`,
    `${part('{}')}.${part('{}')}.x.y.z`,
    `${part('[]')}.${part('{}')}.x`,
    `${part('{}')}.${part('null')}.x`,
    `${part('{}')}.${part('"x"')}.x`,
    `${part('{}')}=.${part('{}')}.x`,
    ` ${part('{}')}.${part('{}')}.x`,
    `${part('{}')}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}.x`,
    `${part('{}')}.${part(`{"a":"${'x'.repeat(17_000)}"}`)}.x`,
  ]) {
    assert.equal(readCompactJws(text), null, text.slice(0, 80));
  }
});
