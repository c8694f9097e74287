import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10_ffff;

const character = fc.nat({ max: LAST - SURROGATES.count }).map((number) => {
  return String.fromCodePoint(number < SURROGATES.first ? number : number + SURROGATES.count);
});
/** Names that an object has without having been given them. */
const INHERITED = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'];

/**
 * Text of any characters. `unit: 'binary'` of fast-check is the same, but it makes a map of all 1.1 million of them first, which
 * takes most of a second in each process.
 */
export function anyText(maxLength?: number): fc.Arbitrary<string> {
  const text = fc.string({ unit: character, ...(maxLength === undefined ? {} : { maxLength }) });
  const inherited = fc.constantFrom(...INHERITED.filter(({ length }) => length <= (maxLength ?? LAST)));
  return fc.oneof({ weight: 15, arbitrary: text }, { weight: 1, arbitrary: inherited });
}
