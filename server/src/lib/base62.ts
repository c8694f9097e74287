const DIGITS = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
/** Digits at a time: 62^4 and 24 more bits fit into 53 bits, the whole numbers of a `number`, and less than 62^4 into 32. */
const STEP = 4;
const STEP_VALUE = 62 ** STEP;
const LIMB_VALUE = 2 ** 24;
const MOST_BYTES = 48;
/** One number at a time is taken apart here, into 24 bits each, the most significant first. */
const limbs = new Int32Array(MOST_BYTES / 3);
/** Its digits are written here: a text that grows digit by digit leaves all its beginnings to the collector. */
const text = Buffer.alloc(lengthOf(MOST_BYTES));

/** Returns at most 48 bytes in base62, most significant digit first, padded to the longest value of that many bytes. */
export function base62(bytes: Uint8Array): string {
  const count = Math.ceil(bytes.length / 3);
  for (let at = count - 1, end = bytes.length; at >= 0; at--, end -= 3) {
    limbs[at] = ((bytes[end - 3] ?? 0) << 16) | ((bytes[end - 2] ?? 0) << 8) | (bytes[end - 1] ?? 0);
  }
  return inDigits(count, lengthOf(bytes.length));
}

/** Returns a whole number in base62, padded to `length` digits. */
export function base62Of(value: number, length: number): string {
  const high = Math.floor(value / LIMB_VALUE);
  limbs[0] = high / LIMB_VALUE;
  limbs[1] = high % LIMB_VALUE;
  limbs[2] = value % LIMB_VALUE;
  return inDigits(3, length);
}

/** Returns the first limbs as the digits of one number. */
function inDigits(count: number, length: number): string {
  let first = 0;
  for (let end = length; end > 0; end -= STEP) {
    let rest = 0;
    for (let at = first; at < count; at++) {
      const value = rest * LIMB_VALUE + (limbs[at] ?? 0);
      const quotient = Math.floor(value / STEP_VALUE);
      limbs[at] = quotient;
      rest = value - quotient * STEP_VALUE;
    }
    while (first < count && limbs[first] === 0) first++;
    for (let at = end - 1; at >= 0 && at >= end - STEP; at--) {
      const quotient = (rest / 62) | 0;
      text[at] = DIGITS[rest - quotient * 62] ?? 0;
      rest = quotient;
    }
  }
  return text.toString('latin1', 0, length);
}

/** Returns how many digits the longest value of so many bytes has. */
function lengthOf(bytes: number): number {
  return Math.ceil((bytes * 8) / Math.log2(62));
}
