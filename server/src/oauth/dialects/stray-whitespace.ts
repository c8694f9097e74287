import type { Dialect, Pairs } from './dialect.ts';

const SURROUNDING = /^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g;

/**
 * White space around names and values, as in a request that was pasted from documentation over several lines.
 * `state` is left alone: it goes back byte for byte.
 */
export const strayWhitespace: Dialect = {
  name: 'stray-whitespace',
  risk: 'A value that is meant to begin or end with white space loses it.',
  authorizationRequest: trim,
  tokenRequest: trim,
};

function trim(pairs: Pairs): Pairs | null {
  let changed = false;
  const trimmed = pairs.map(([name, value]): [string, string] => {
    const bareName = name.replaceAll(SURROUNDING, '');
    const bareValue = bareName === 'state' ? value : value.replaceAll(SURROUNDING, '');
    if (bareName !== name || bareValue !== value) changed = true;
    return [bareName, bareValue];
  });
  return changed ? trimmed : null;
}
