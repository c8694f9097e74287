import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { certificateThumbprint } from '../../../src/http/presented-certificate.ts';
import { isRegistered, namesSubject } from '../../../src/rules/client/client-certificate.ts';

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
