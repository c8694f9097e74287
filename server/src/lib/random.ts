import { randomBytes, randomFillSync } from 'node:crypto';

/** A call of the generator costs more than a microsecond, however few bytes it makes. */
const BLOCK = 8_192;

const block = Buffer.alloc(BLOCK);
let used = BLOCK;

/** Returns random bytes fit for secrets. They are made in blocks, and each is wiped from the block when it is handed out. */
export function randomBlockBytes(count: number): Buffer {
  if (used + count > BLOCK) {
    randomFillSync(block);
    used = 0;
  }
  const bytes = Buffer.from(block.subarray(used, used + count));
  block.fill(0, used, used + count);
  used += count;
  return bytes;
}

let digits = '';
let given = 0;

/** Returns random hexadecimal digits for a name that is no secret. They are made in blocks, which are not wiped. */
export function randomDigits(count: number): string {
  if (given + count > digits.length) {
    digits = randomBytes(BLOCK).toString('hex');
    given = 0;
  }
  given += count;
  return digits.slice(given - count, given);
}
