import { type Range, readRanges } from './ranges.ts';

/**
 * Returns the API's language with the highest weight in `sent`; the API's own order decides between equals
 * (RFC 9110 section 12.5.4). A range matches every language that it is a prefix of (RFC 4647 section 3.3.1),
 * and is shortened when nothing matches (section 3.4). Returns the first language if none matches.
 */
export function languageOf(languages: readonly string[], sent = ''): string {
  const ranges = readRanges(sent);
  const [best] = languages
    .map((language) => ({ language, weight: weightOf(language.toLowerCase(), ranges) }))
    .sort((one, other) => other.weight - one.weight);
  return best && best.weight > 0 ? best.language : (languages[0] ?? '');
}

function weightOf(tag: string, ranges: Range[]): number {
  const exact = ranges.find(({ value }) => value === tag);
  if (exact?.quality === 0) return 0;
  const about = ranges.filter(
    ({ value }) => `${value}-`.startsWith(`${tag}-`) || tag.startsWith(`${value}-`),
  );
  const meant = about.length > 0 ? about : ranges.filter(({ value }) => value === '*');
  return Math.max(0, ...meant.map(({ quality }) => quality));
}
