import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { challengeOf, checkVerifier, readChallenge } from '../../../src/rules/request/pkce.ts';

const base64url = (...octets: number[]) => Buffer.from(octets).toString('base64url');

describe('PKCE', () => {
  // RFC 7636 appendix B.
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
  const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

  it('agrees with the vector of RFC 7636', () => {
    assert.equal(challengeOf(verifier), challenge);
    assert.equal(checkVerifier(verifier, challenge), null);
  });

  it('writes octets as RFC 7636 does, in appendix A and from first to last in appendix B', () => {
    assert.equal(base64url(3, 236, 255, 224, 193), 'A-z_4ME');
    const random = [116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186];
    random.push(22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121);
    const hash = [19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8];
    hash.push(118, 168, 120, 173, 109, 241, 68, 86, 110, 225, 137, 74, 203, 112, 249, 195);
    assert.equal(challengeOf(base64url(...random)), base64url(...hash));
  });

  const verifiers: [string | undefined, string | null, string | null][] = [
    [undefined, null, null],
    [verifier, null, 'verifier_unexpected'],
    [undefined, challenge, 'verifier_missing'],
    [challenge, challenge, 'verifier_wrong'],
    [verifier.slice(1), challenge, 'verifier_malformed'],
    ['a'.repeat(129), challenge, 'verifier_malformed'],
    ['a'.repeat(128), challengeOf('a'.repeat(128)), null],
    [`${'a'.repeat(42)}+`, challenge, 'verifier_malformed'],
    [`${verifier}\n`, challenge, 'verifier_malformed'],
  ];
  for (const [sent, against, problem] of verifiers) {
    it(`verifier ${sent?.slice(0, 50)} for ${against}: ${problem ?? 'fits'}`, () => {
      assert.equal(checkVerifier(sent, against), problem);
    });
  }

  const challenges: [string | undefined, string | undefined, boolean, string | null][] = [
    [challenge, 'S256', true, null],
    [challenge, 'S256', false, null],
    [undefined, undefined, false, null],
    [undefined, undefined, true, 'challenge_missing'],
    [undefined, 'S256', false, 'challenge_method_alone'],
    [challenge, undefined, false, 'challenge_method_missing'],
    [challenge, 'plain', true, 'challenge_method_unsupported'],
    [challenge, 's256', true, 'challenge_method_unsupported'],
    [`${challenge}=`, 'S256', true, 'challenge_malformed'],
    [challenge.slice(1), 'S256', true, 'challenge_malformed'],
    [`+${challenge.slice(1)}`, 'S256', true, 'challenge_malformed'],
  ];
  for (const [sent, method, required, problem] of challenges) {
    it(`challenge ${sent} by ${method}, ${required ? 'required' : 'optional'}: ${problem ?? 'read'}`, () => {
      const read = readChallenge({ challenge: sent, method }, required);
      assert.deepEqual(read, problem ? { ok: false, problem } : { ok: true, value: sent ?? null });
    });
  }
});
