import { ok, type Result, refused } from '../../lib/result.ts';
import { readingsOf } from './lax-readings.ts';

/** The characters of a path by RFC 3986 section 3.3, with `|`, `[` and `]`, which browsers leave as they are. */
const PATH_CHARACTERS = /^[A-Za-z0-9\-._~!$&'()*+,;=:@%/|[\]]*$/;
const CONTROL = /\p{Cc}/u;
/** As many octets as RFC 9110 section 4.1 recommends everybody to take. */
const MOST_CHARACTERS = 8_000;
export const MOST_SEGMENTS = 100;
/** How often proxies and an API one after the other may decode a path between them. */
const MOST_DECODINGS = 3;

/** One segment of a path. */
export interface Segment {
  raw: string;
  decoded: string;
  /** Its readings as a whole, in lower case; see `readingsOf`. */
  readings: ReadonlySet<string>;
  /** Every decoding of it, in lower case. */
  forms: readonly string[];
  /** Nothing but dots and blanks, or a query: to some, there is no such segment. */
  vanishes: boolean;
  /** Decoded, it has what begins a query, a fragment or path parameters: to some, the path ends here. */
  ends: boolean;
  /** Its parts for a router that decodes before it splits; `null` when there is no encoded slash in it. */
  parts: Segment[] | null;
}

/**
 * Splits a raw path into its segments, and refuses every spelling that leads to another place for whoever tidies up:
 * dot segments, empty segments, backslashes, control characters, broken percent-encoding, more than three layers of
 * it. A slash that is encoded once is left to whoever knows the operation. The problem is a sentence for whoever
 * made the call.
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
  const decoded = decodeSegment(raw);
  if (decoded === null) return refused('The path has percent-encoding in it that is not UTF-8.');
  const decodings = decodingsOf(decoded);
  if (decodings === null) return refused('The path is percent-encoded more than three times.');
  const names = decoded.split('/', MOST_SEGMENTS + 1);
  if (names.length > MOST_SEGMENTS) return refused(`The path has more than ${MOST_SEGMENTS} segments.`);
  // Of a slash that is encoded twice nobody can say any more who would take it for one.
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
  // Some servers cut path parameters off first, and read `..;x` as `..` and `;x` as nothing.
  const name = reading.split(';', 1)[0];
  if (name === '') return 'The path has an empty segment in it.';
  return name === '.' || name === '..' ? 'The path has a dot segment in it.' : null;
}

/** A segment as it is, and as it is decoded a second and third time; `null` when even that leaves something to decode. */
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

/** `null` for what is no percent-encoded UTF-8. */
export function decodeSegment(part: string): string | null {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** As those decode who leave alone what they cannot read. */
function decodeLoosely(part: string): string {
  return part.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
