import assert from 'node:assert/strict';
import { it } from 'node:test';
import { base32 } from '../../../src/lib/base32.ts';
import { TOTP_STEP, totpCode, totpStepEnds, totpStepOf } from '../../../src/rules/factor/totp.ts';

/** RFC 4226 appendix D, and the last six digits of RFC 6238 appendix B. */
const SECRET = Buffer.from('12345678901234567890');

it('makes the codes of RFC 4226 and RFC 6238', () => {
  const counted = [
    ...['755224', '287082', '359152', '969429', '338314'],
    ...['254676', '287922', '162583', '399871', '520489'],
  ];
  assert.deepEqual(
    counted.map((_, step) => totpCode(SECRET, step)),
    counted,
  );
  for (const [second, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const) {
    const now = second * 1_000;
    assert.equal(totpStepOf(SECRET, code, { now, notBefore: 0 }), Math.floor(now / TOTP_STEP));
  }
});

it('takes the codes of one step before and after, and of none further away', () => {
  const now = 100 * TOTP_STEP + 1;
  const found = [98, 99, 100, 101, 102].map((step) =>
    totpStepOf(SECRET, totpCode(SECRET, step), { now, notBefore: 0 }),
  );
  assert.deepEqual(found, [null, 99, 100, 101, null]);
  const since = { now, notBefore: 100 * TOTP_STEP };
  assert.equal(totpStepOf(SECRET, totpCode(SECRET, 99), since), null, 'before the restore');
  assert.equal(totpStepOf(SECRET, '', since), null);
  // A step has to be remembered for as long as its code would count.
  assert.equal(
    totpStepOf(SECRET, totpCode(SECRET, 99), { now: totpStepEnds(99) - 1, notBefore: 0 }) !== null,
    false,
  );
});

it('writes a secret as apps read it', () => {
  assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.equal(base32(SECRET), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
});
