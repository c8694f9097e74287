import { EN } from './en/index.ts';
import type { Words } from './type.ts';

type Key = keyof Words['problems'];

/** Each sentence in English, `{}` for what is filled in, as a pattern. */
const PATTERNS = (Object.entries(EN.problems) as [Key, string][]).map(([key, english]) => ({
  key,
  pattern: new RegExp(`^${english.split('{}').map(RegExp.escape).join('(.+)')}$`, 's'),
}));

/**
 * Returns the problems of a form in the language of a page. The rules say them in English, because programs and the command line
 * are told the same; a sentence that has no translation stays as it is.
 */
export function problemsIn<Problems extends object>(
  { problems: ours }: Pick<Words, 'problems'>,
  problems: Problems,
): Problems {
  return Object.fromEntries(
    Object.entries(problems).map(([field, said]) => [
      field,
      typeof said === 'string' ? translated(ours, said) : said,
    ]),
  ) as Problems;
}

function translated(ours: Words['problems'], said: string): string {
  for (const { key, pattern } of PATTERNS) {
    const found = pattern.exec(said);
    if (!found) continue;
    let next = 1;
    return ours[key].replaceAll('{}', () => found[next++] ?? '');
  }
  return said;
}
