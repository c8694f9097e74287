/** No text of a template is longer, so nothing longer can be taken for one. */
export const LONGEST_TEXT = 200;

const PLAIN = /^[A-Za-z0-9_-]*$/;
const BLANK = /\s/;

export interface Readings {
  readings: ReadonlySet<string>;
  forms: readonly string[];
  vanishes: boolean;
  ends: boolean;
}

/**
 * Every text for which a laxer router may take a segment: decoded again, in other letter case, with letters of
 * another width as plain ones, without path parameters, without what could be a query or a fragment, without an
 * ending that names a format (`export.csv`), without dots and blanks at either end. In whatever order somebody does
 * these, what is left begins a decoding of the segment and ends before one of `;?#.` or at its end.
 *
 * @param decodings of the segment, by how often it was decoded
 */
export function readingsOf(decodings: readonly string[]): Readings {
  const [once = ''] = decodings;
  if (decodings.length === 1 && PLAIN.test(once)) {
    const name = once.toLowerCase();
    return { readings: new Set([name]), forms: [name], vanishes: false, ends: false };
  }
  const forms = new Set<string>();
  for (const each of decodings) {
    for (const form of [each, each.normalize('NFKC')]) forms.add(folded(form).trimStart());
  }
  const readings = new Set<string>();
  for (const form of forms) addBeginnings(form, readings);
  const all = [...forms];
  return {
    readings,
    forms: all,
    vanishes: once !== '' && all.some((form) => /^[.\s]*(?:$|[?#])/.test(form)),
    ends: all.some((form) => /[;?#]/.test(form)),
  };
}

/** Letters that differ in case alone, as one. */
export function folded(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/**
 * Whether what stands from a place on could be cut off: a path parameter, a query, a format, blanks before such or
 * before the end.
 *
 * @param following the same of the place after it
 */
function couldCut(form: string, place: number, following: boolean): boolean {
  const next = form[place];
  if (next === undefined) return true;
  return ';?#.'.includes(next) || (following && BLANK.test(next));
}

/** Walked from the end, so that a run of blanks is looked at once. */
function addBeginnings(form: string, readings: Set<string>): void {
  let cut = true;
  for (let place = form.length; place > 0; place--) {
    cut = couldCut(form, place, cut);
    if (cut && place <= LONGEST_TEXT) readings.add(form.slice(0, place));
  }
  if (form === '') readings.add('');
}

/**
 * Whether a form of a segment could be taken for one that has these texts in it, each followed by some value: the
 * first where it begins, the others in their order, the last before something that could be cut off.
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
