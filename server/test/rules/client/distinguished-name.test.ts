import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { isDistinguishedName, isSubject } from '../../../src/rules/client/distinguished-name.ts';
import { C, CN, certify, O } from '../../oauth/client-auth/certificates.ts';

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
