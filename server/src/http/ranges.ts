/** One element of `Accept` or `Accept-Language`: an accepted range and its weight. */
export interface Range {
  /** A media range without parameters, or a language range; lower case. */
  value: string;
  /** Parameters of a media range; names in lower case. */
  parameters: Map<string, string>;
  /** From 0, which is not acceptable, to 1 (RFC 9110 section 12.4.2). */
  quality: number;
}

const QUALITY = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/;
/**
 * The text between separators: any other characters, or a quoted string, which may contain separators. An
 * unterminated quote runs to the end, so that each character is scanned once.
 */
const PIECES = /(?:"(?:[^"\\]|\\.?)*(?:"|$)|[^",;])+|[,;]/gs;
/** The most elements that are read; real clients send far fewer. */
const MOST = 64;

/**
 * Parses `Accept` or `Accept-Language` (RFC 9110 sections 12.5.1, 12.5.4). Skips elements that it cannot
 * parse.
 */
export function readRanges(header: string): Range[] {
  const ranges: Range[] = [];
  for (const element of elements(header).slice(0, MOST)) {
    const [value = '', ...rest] = element.map((each) => each.trim());
    const parameters = new Map(rest.filter((each) => each !== '').map(parameter));
    const weight = parameters.get('q');
    parameters.delete('q');
    if (value === '' || (weight !== undefined && !QUALITY.test(weight))) continue;
    ranges.push({ value: value.toLowerCase(), parameters, quality: Number(weight ?? 1) });
  }
  return ranges;
}

/** Splits by commas, then by semicolons. */
function elements(header: string): string[][] {
  const all: string[][] = [['']];
  for (const piece of header.match(PIECES) ?? []) {
    const last = all[all.length - 1] ?? [];
    if (piece === ',') all.push(['']);
    else if (piece === ';') last.push('');
    else last[last.length - 1] += piece;
  }
  return all;
}

function parameter(text: string): [string, string] {
  const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  const quoted = /^\s*"(.*)"\s*$/s.exec(value)?.[1];
  return [name.trim().toLowerCase(), quoted?.replace(/\\(.)/gs, '$1') ?? value.trim()];
}
