/** No literal of a template is longer, so a longer text cannot be read as one. */
export const LONGEST_TEXT = 200;

/** A segment that every router reads in the same way, except for letter case. */
const PLAIN = /^[A-Za-z0-9_-]*$/;
const BLANK = /\s/;

export interface Readings {
  readings: readonly string[];
  forms: readonly string[];
  vanishes: boolean;
  ends: boolean;
}

/**
 * Returns every text that a laxer router may read a segment as: decoded again, in another letter case, with
 * full-width letters as plain ones, without path parameters, without a part that could be a query or
 * fragment, without a format suffix (`export.csv`), without leading or trailing dots and blanks. In whatever
 * order a router applies these, the result is a prefix of a decoding that ends before one of `;?#.` or at its
 * end.
 *
 * @param decodings the segment's decodings, by the number of passes
 */
export function readingsOf(decodings: readonly string[]): Readings {
  const [once = ''] = decodings;
  const forms = new Set<string>();
  for (const each of decodings) {
    for (const form of [each, each.normalize('NFKC')]) forms.add(folded(form).trimStart());
  }
  const readings = new Set<string>();
  for (const form of forms) addBeginnings(form, readings);
  const all = [...forms];
  return {
    readings: [...readings],
    forms: all,
    vanishes: once !== '' && all.some((form) => /^[.\s]*(?:$|[?#])/.test(form)),
    ends: all.some((form) => /[;?#]/.test(form)),
  };
}

/** Returns the readings of a plain segment, or `null` for any other. */
export function plainReadings(segment: string): Readings | null {
  if (!PLAIN.test(segment)) return null;
  const only = [segment.toLowerCase()];
  return { readings: only, forms: only, vanishes: false, ends: false };
}

/** Returns letters that differ only in case as the same text. */
export function folded(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/**
 * Returns whether the text from a position on could be cut off: a path parameter, a query, a format suffix,
 * or blanks before one of these or before the end.
 *
 * @param following the result for the next position
 */
function couldCut(form: string, place: number, following: boolean): boolean {
  const next = form[place];
  if (next === undefined) return true;
  return ';?#.'.includes(next) || (following && BLANK.test(next));
}

/** Walks from the end, so that each run of blanks is scanned once. */
function addBeginnings(form: string, readings: Set<string>): void {
  let cut = true;
  for (let place = form.length; place > 0; place--) {
    cut = couldCut(form, place, cut);
    if (cut && place <= LONGEST_TEXT) readings.add(form.slice(0, place));
  }
  if (form === '') readings.add('');
}

/**
 * Returns whether a form of a segment could be read as one with these texts, each followed by a value: the
 * first at the beginning, the others in order, the last before something that could be cut off.
 */
export function couldHave(texts: readonly string[], form: string): boolean {
  const [first = '', ...others] = texts.map(folded);
  const last = others.pop() ?? '';
  if (!form.startsWith(first)) return false;
  let from = first.length + 1;
  for (const text of others) {
    const found = form.indexOf(text, from);
    if (found < 0) return false;
    from = found + text.length + 1;
  }
  if (last === '') return form.length >= from;
  for (let found = form.indexOf(last, from); found >= 0; found = form.indexOf(last, found + 1)) {
    if (/^\s*(?:$|[;?#.])/.test(form.slice(found + last.length))) return true;
  }
  return false;
}
