const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** All of two digits. */
const PAIRS = [...ALPHABET].flatMap((first) => [...ALPHABET].map((second) => first + second));
const PAIR = PAIRS.length;

/**
 * Returns `bytes` in base62, most significant digit first, padded to the longest value of that many bytes. Two digits at a time: what is
 * divided has 28 bits then, and whole numbers of 32 bits take two thirds of the time of longer ones.
 */
export function base62(bytes: Uint8Array): string {
  const length = lengthOf(bytes.length);
  const limbs = limbsOf(bytes);
  let [text, first] = ['', 0];
  for (let digits = 0; digits < length; digits += 2) {
    let rest = 0;
    for (let at = first; at < limbs.length; at++) {
      const value = (rest << 16) | (limbs[at] ?? 0);
      const quotient = (value / PAIR) | 0;
      limbs[at] = quotient;
      rest = value - quotient * PAIR;
    }
    while (first < limbs.length && limbs[first] === 0) first++;
    text = PAIRS[rest] + text;
  }
  return text.slice(-length);
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
