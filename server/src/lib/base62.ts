const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** All of two digits. */
const PAIRS = [...ALPHABET].flatMap((first) => [...ALPHABET].map((second) => first + second));
const PAIR = PAIRS.length;
/** Digits at a time: 62^5 and 16 more bits fit into 53 bits, the whole numbers of a `number`. */
const STEP = 5;
const STEP_VALUE = 62 ** STEP;

/** Returns `bytes` in base62, most significant digit first, padded to the longest value of that many bytes. */
export function base62(bytes: Uint8Array): string {
  const length = lengthOf(bytes.length);
  const limbs = limbsOf(bytes);
  let [text, first] = ['', 0];
  for (let digits = 0; digits < length; digits += STEP) {
    let rest = 0;
    for (let at = first; at < limbs.length; at++) {
      const value = rest * 0x10000 + (limbs[at] ?? 0);
      const quotient = Math.floor(value / STEP_VALUE);
      limbs[at] = quotient;
      rest = value - quotient * STEP_VALUE;
    }
    while (first < limbs.length && limbs[first] === 0) first++;
    text = fiveDigits(rest) + text;
  }
  return text.slice(-length);
}

/** In pairs, and by whole numbers of 32 bits: half the time of one digit after the other. */
function fiveDigits(value: number): string {
  const rest = (value / PAIR) | 0;
  return ALPHABET.charAt((rest / PAIR) | 0) + PAIRS[rest % PAIR] + PAIRS[value % PAIR];
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
