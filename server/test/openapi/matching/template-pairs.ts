import fc from 'fast-check';
import { literalOf, readTemplate } from '../../../src/openapi/matching/template.ts';

/** Two templates that differ in one to three places, in all ways in which a literal can stand beside a parameter. */
export interface Pair {
  narrow: string;
  wide: string;
  sameNeeds: boolean;
}

const WORDS = ['users', 'me', 'reports', 'admin', 'export', 'kinds', 'v2.1', 'all'];

/** Per segment: a literal in both, a literal beside a parameter in either, or a parameter in both. */
const place = fc.oneof(
  { weight: 3, arbitrary: fc.constant('both') },
  { weight: 3, arbitrary: fc.constant('narrow') },
  { weight: 1, arbitrary: fc.constant('wide') },
  { weight: 1, arbitrary: fc.constant('neither') },
);
export const pair = fc
  .record({
    places: fc
      .array(fc.tuple(place, fc.constantFrom(...WORDS)), { minLength: 2, maxLength: 4 })
      .filter((all) => {
        const apart = all.filter(([kind]) => kind === 'narrow' || kind === 'wide').length;
        return apart >= 1 && apart <= 3 && all.some(([kind]) => kind === 'narrow');
      }),
    sameNeeds: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
  })
  .map(({ places, sameNeeds }) => {
    const templateOf = (kinds: string[]) =>
      places.map(([kind, word], index) => `/${kinds.includes(kind) ? word : `{x${index}}`}`).join('');
    return { narrow: templateOf(['both', 'narrow']), wide: templateOf(['both', 'wide']), sameNeeds };
  });

/** The two that the rule was made for. */
export const FIRST_PAIRS: Pair[] = [
  { narrow: '/v1/reports/admin/export', wide: '/v1/reports/{kind}/{id}', sameNeeds: false },
  { narrow: '/v1/users/me', wide: '/v1/{collection}/{id}', sameNeeds: false },
];

const encode = (text: string) =>
  text.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
const twice = (text: string) => encode(text).replaceAll('%', '%25');
/** Spellings of a segment. */
const SPELLINGS: ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text[0]?.toUpperCase() + text.slice(1),
  encode,
  twice,
  (text) => twice(text).replaceAll('%', '%25'),
  (text) => encode(text.toUpperCase().toLowerCase()).toUpperCase(),
  ...[';x=1', '%3Bx', '.json', '.', '%20', '%3Fx', '%23x', '%2Ejson', '%09', '%2F', '+', ','].map(
    (end) => (text: string) => text + end,
  ),
  (text) => `%20${text}`,
  (text) => `${text}|[]`,
];
const segment = (own: string[]) =>
  fc
    .tuple(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...own) },
        { weight: 2, arbitrary: fc.constantFrom('7', 'x', ...WORDS) },
      ),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 2, arbitrary: fc.constantFrom(...SPELLINGS) },
      ),
    )
    .map(([word, spelling]) => (spelling ? spelling(word) : word));

/** Paths that a pair is about: made of its literals, of other words and values, spelled in many ways. */
export function pathsOf({ narrow, wide }: Pair): fc.Arbitrary<string> {
  const wider = readTemplate(wide);
  const places = readTemplate(narrow).map((each, index) =>
    [each, wider[index]].map((one) => (one && literalOf(one)) ?? '7'),
  );
  return fc
    .tuple(fc.tuple(...places.map(segment)), fc.constantFrom('', '', '', '/'))
    .map(([segments, end]) => `/${segments.join('/')}${end}`);
}
