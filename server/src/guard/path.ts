import { ok, type Result, refused } from '../lib/result.ts';

/** What RFC 3986 section 3.3 lets stand in a path. */
const PATH_CHARACTERS = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
const CONTROL = /\p{Cc}/u;

/** One segment of a path: as sent, and percent-decoded. */
export interface Segment {
  raw: string;
  decoded: string;
}

/**
 * Splits a raw path into its segments, and refuses every spelling that the API behind might read as another
 * path than the guard does: encoded slashes, dot segments, empty segments, backslashes, control characters,
 * broken percent-encoding. A path that two parsers read differently is how a guard is walked around. The
 * problem is a sentence for whoever made the call.
 */
export function readPath(raw: string): Result<Segment[], string> {
  if (!raw.startsWith('/')) return refused('The path has to begin with a slash.');
  if (!PATH_CHARACTERS.test(raw)) {
    return refused('The path has characters in it that have to be percent-encoded (RFC 3986 section 3.3).');
  }
  const parts = raw.slice(1).split('/');
  const segments: Segment[] = [];
  for (const [index, part] of parts.entries()) {
    const decoded = decode(part);
    if (decoded === null) return refused('The path has percent-encoding in it that is not UTF-8.');
    if (part === '' && index < parts.length - 1) return refused('The path has an empty segment in it.');
    for (const reading of decodings(decoded)) {
      const problem = problemOf(reading);
      if (problem !== null) return refused(problem);
    }
    segments.push({ raw: part, decoded });
  }
  return ok(segments);
}

function problemOf(reading: string): string | null {
  if (/[/\\]/.test(reading)) return 'The path has an encoded slash or backslash in it.';
  if (CONTROL.test(reading)) return 'The path has a control character in it.';
  if (reading === '') return null;
  // Some servers cut path parameters off first, and read `..;x` as `..` and `;x` as nothing.
  const name = reading.split(';', 1)[0];
  if (name === '') return 'The path has an empty segment in it.';
  return name === '.' || name === '..' ? 'The path has a dot segment in it.' : null;
}

/** A segment as it is, and as whoever decodes a second or third time reads it: a proxy and an API one after the other. */
function decodings(decoded: string): string[] {
  const all = [decoded];
  for (let last = decoded; last.includes('%'); ) {
    const next = decode(last);
    if (next === null || next === last) break;
    all.push(next);
    last = next;
  }
  return all;
}

/**
 * What laxer routers take a segment for, in lower case: decoded again, without path parameters, without what could be
 * a query, without an ending that names a format (`export.csv`), without dots and blanks at the end, with
 * letters of another width as plain ones.
 */
export function laxReadings(decoded: string): Set<string> {
  const found = new Set<string>();
  for (const each of decodings(decoded)) {
    for (const form of [each, each.normalize('NFKC')]) {
      const name = form.split(/[;?#]/, 1)[0] ?? '';
      for (const reading of [form, name, name.replace(/[. ]+$/, ''), name.split('.', 1)[0] ?? '']) {
        found.add(reading.toLowerCase());
      }
    }
  }
  return found;
}

function decode(part: string): string | null {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
