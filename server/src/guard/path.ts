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
    if (/[/\\]/.test(decoded)) return refused('The path has an encoded slash or backslash in it.');
    if (CONTROL.test(decoded)) return refused('The path has a control character in it.');
    // Some servers cut path parameters off first, and read `..;x` as `..`.
    const name = decoded.split(';', 1)[0];
    if (name === '.' || name === '..') return refused('The path has a dot segment in it.');
    segments.push({ raw: part, decoded });
  }
  return ok(segments);
}

function decode(part: string): string | null {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
