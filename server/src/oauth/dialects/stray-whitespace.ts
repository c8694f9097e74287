import type { Dialect, Pairs } from './dialect.ts';

const WHITE_SPACE = '\t\n\v\f\r ';

/**
 * Trims white space around names and values, as in a request pasted from documentation over several lines.
 * `state` stays: it has to be returned byte for byte.
 */
export const strayWhitespace: Dialect = {
  name: 'stray-whitespace',
  authorizationRequest: trim,
  tokenRequest: trim,
};

function trim(pairs: Pairs): Pairs | null {
  let changed = false;
  const trimmed = pairs.map(([name, value]): [string, string] => {
    const bareName = bare(name);
    const bareValue = bareName === 'state' ? value : bare(value);
    if (bareName !== name || bareValue !== value) changed = true;
    return [bareName, bareValue];
  });
  return changed ? trimmed : null;
}

/** Trims without a regular expression, which would scan a run of blanks again from each of them. */
function bare(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && WHITE_SPACE.includes(text.charAt(from))) from++;
  while (to > from && WHITE_SPACE.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
