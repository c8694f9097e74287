import { ok, type Result, refused } from '../../lib/result.ts';
import { plainReadings, type Readings, readingsOf } from './lax-readings.ts';

/** The characters of a path (RFC 3986 section 3.3), with `|`, `[` and `]`, which browsers send unencoded. */
const PATH_CHARACTERS = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/|[\]]*$/;
const CONTROL = /\p{Cc}/u;
/** The length that RFC 9110 section 4.1 recommends all recipients to support. */
const MOST_CHARACTERS = 8_000;
export const MOST_SEGMENTS = 100;
/** The most times that a chain of proxies and an API may decode a path. */
const MOST_DECODINGS = 3;

/** One segment of a path. */
export interface Segment {
  raw: string;
  decoded: string;
  /** The readings of the whole segment, in lower case; see `readingsOf`. */
  readings: Readings['readings'];
  /** Every decoding of it, in lower case. */
  forms: Readings['forms'];
  /** It consists of dots and blanks, or is a query: some routers ignore such a segment. */
  vanishes: boolean;
  /**
   * Decoded, it contains the start of a query, a fragment or path parameters: for some routers the path ends
   * here.
   */
  ends: boolean;
  /** Its parts for a router that decodes before it splits, or `null` if it has no encoded slash. */
  parts: Segment[] | null;
}

/**
 * Splits a raw path into segments. Rejects every spelling that leads elsewhere after normalization: dot
 * segments, empty segments, backslashes, control characters, broken percent-encoding, more than three layers
 * of it. A slash that is encoded once is judged later, with the operation. The problem is a sentence for the
 * caller.
 */
export function readPath(raw: string): Result<Segment[], string> {
  if (!raw.startsWith('/')) return refused('The path has to begin with a slash.');
  if (raw.length > MOST_CHARACTERS) return refused(`The path is longer than ${MOST_CHARACTERS} characters.`);
  if (!PATH_CHARACTERS.test(raw)) {
    return refused('The path has characters in it that have to be percent-encoded (RFC 3986 section 3.3).');
  }
  const parts = raw.slice(1).split('/', MOST_SEGMENTS + 1);
  if (parts.length > MOST_SEGMENTS) return refused(`The path has more than ${MOST_SEGMENTS} segments.`);
  const segments: Segment[] = [];
  for (const [index, part] of parts.entries()) {
    if (part === '' && index < parts.length - 1) return refused('The path has an empty segment in it.');
    const segment = readSegment(part);
    if (!segment.ok) return segment;
    segments.push(segment.value);
  }
  return ok(segments);
}

function readSegment(raw: string): Result<Segment, string> {
  const plain = plainReadings(raw);
  if (plain) return ok({ raw, decoded: raw, ...plain, parts: null });
  const decoded = decodeSegment(raw);
  if (decoded === null) return refused('The path has percent-encoding in it that is not UTF-8.');
  const decodings = decodingsOf(decoded);
  if (decodings === null) return refused('The path is percent-encoded more than three times.');
  const names = decoded.split('/', MOST_SEGMENTS + 1);
  if (names.length > MOST_SEGMENTS) return refused(`The path has more than ${MOST_SEGMENTS} segments.`);
  // A slash that is encoded twice is always rejected: no one can tell which routers would decode it.
  for (const reading of [...names, ...decodings.slice(1)]) {
    const problem = problemOf(reading);
    if (problem !== null) return refused(problem);
  }
  if (names.length === 1) return ok({ ...segmentOf(raw, decodings), parts: null });
  if (names.includes('')) return refused('The path has an empty segment in it.');
  const parts = names.map((name) => ({ ...segmentOf(name, decodingsOf(name) ?? [name]), parts: null }));
  return ok({ ...segmentOf(raw, decodings), parts });
}

function segmentOf(raw: string, decodings: string[]): Omit<Segment, 'parts'> {
  return { raw, decoded: decodings[0] ?? '', ...readingsOf(decodings) };
}

function problemOf(reading: string): string | null {
  if (/[/\\]/.test(reading)) return 'The path has an encoded slash or backslash in it.';
  if (CONTROL.test(reading)) return 'The path has a control character in it.';
  if (reading === '') return null;
  // Some servers cut path parameters off first, so they read `..;x` as `..` and `;x` as an empty segment.
  const name = reading.split(';', 1)[0];
  if (name === '') return 'The path has an empty segment in it.';
  return name === '.' || name === '..' ? 'The path has a dot segment in it.' : null;
}

/**
 * Returns a segment as it is, and decoded a second and third time, or `null` if anything is left to decode
 * after that.
 */
function decodingsOf(decoded: string): string[] | null {
  const all = [decoded];
  for (let last = decoded; last.includes('%'); ) {
    const next = decodeLoosely(last);
    if (next === last) break;
    if (all.length === MOST_DECODINGS) return null;
    all.push(next);
    last = next;
  }
  return all;
}

/** Returns `null` if a text is not percent-encoded UTF-8. */
export function decodeSegment(part: string): string | null {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** Decodes as lenient servers do: undecodable parts stay as they are. */
function decodeLoosely(part: string): string {
  return part.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
