const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = Buffer.from(ALPHABET);
/** Digits at a time: 62^5 and 16 more bits fit into 53 bits, the whole numbers of a `number`. */
const STEP = 5;
const STEP_VALUE = 62 ** STEP;

/** Returns `bytes` in base62, most significant digit first, padded to the longest value of that many bytes. */
export function base62(bytes: Uint8Array): string {
  const text = Buffer.alloc(lengthOf(bytes.length), DIGITS[0]);
  const limbs = limbsOf(bytes);
  let first = 0;
  for (let end = text.length; end > 0; end -= STEP) {
    let rest = 0;
    for (let at = first; at < limbs.length; at++) {
      const value = rest * 0x10000 + (limbs[at] ?? 0);
      const quotient = Math.floor(value / STEP_VALUE);
      limbs[at] = quotient;
      rest = value - quotient * STEP_VALUE;
    }
    while (first < limbs.length && limbs[first] === 0) first++;
    for (let at = end - 1; at >= Math.max(0, end - STEP); at--) {
      text[at] = DIGITS[rest % 62] ?? 0;
      rest = Math.floor(rest / 62);
    }
  }
  return text.toString('latin1');
}

/** Returns a whole number in base62, padded to `length` digits. */
export function base62Of(value: number, length: number): string {
  let [text, rest] = ['', value];
  for (let digit = 0; digit < length; digit++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Returns how many digits the longest value of so many bytes has. */
function lengthOf(bytes: number): number {
  return Math.ceil((bytes * 8) / Math.log2(62));
}

/** 16 bits each, the most significant first. */
function limbsOf(bytes: Uint8Array): number[] {
  const limbs: number[] = bytes.length % 2 === 1 ? [bytes[0] ?? 0] : [];
  for (let at = bytes.length % 2; at < bytes.length; at += 2)
    limbs.push(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
  return limbs;
}
