import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base62, base62Of } from '../../src/lib/base62.ts';
import { randomBlockBytes } from '../../src/lib/random.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The same by the arithmetic of the language. */
function slowly(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  while (text.length < Math.ceil((bytes.length * 8) / Math.log2(62))) {
    text = DIGITS[Number(value % 62n)] + text;
    value /= 62n;
  }
  return text;
}

describe('base62', () => {
  it('is the number that the bytes are, in digits, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => assert.equal(base62(bytes), slowly(bytes))),
    );
    for (const length of [1, 4, 16, 32]) {
      assert.equal(base62(new Uint8Array(length).fill(255)), slowly(new Uint8Array(length).fill(255)));
      assert.equal(base62(new Uint8Array(length)), slowly(new Uint8Array(length)));
    }
  });

  it('has the digits of any whole number, as many as are asked for', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 10 }), (value, length) => {
        const [bytes, digits] = [Buffer.alloc(8), base62Of(value, length)];
        bytes.writeBigUInt64BE(BigInt(value));
        assert.equal(digits, slowly(bytes).slice(11 - length));
      }),
    );
  });
});

describe('random bytes in blocks', () => {
  it('are never handed out twice, and belong to the caller alone', () => {
    const seen = new Set<string>();
    const first = randomBlockBytes(16);
    const before = first.toString('hex');
    for (let round = 0; round < 5_000; round++) {
      const bytes = randomBlockBytes(1 + (round % 48));
      if (bytes.length >= 12) seen.add(bytes.subarray(0, 12).toString('hex'));
    }
    assert.equal(first.toString('hex'), before, 'a later block was written over bytes that are in use');
    const long = Array.from({ length: 5_000 }, (_, round) => 1 + (round % 48)).filter((size) => size >= 12);
    assert.equal(seen.size, long.length);
  });

  it('have every bit set in half of the cases, at the end of a block too', () => {
    const counts = new Array<number>(8).fill(0);
    const bytes = Array.from({ length: 4_000 }, () => randomBlockBytes(7)).flatMap((each) => [...each]);
    for (const byte of bytes)
      for (let bit = 0; bit < 8; bit++) counts[bit] = (counts[bit] ?? 0) + ((byte >> bit) & 1);
    for (const count of counts)
      assert.ok(Math.abs(count / bytes.length - 0.5) < 0.03, `${count / bytes.length}`);
  });
});
