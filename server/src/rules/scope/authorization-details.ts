import { parseJson } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { AuthorizationDetail } from '../../model/index.ts';

export type DetailProblem = 'details_malformed' | 'details_too_many';

/** The limit keeps the consent page readable. */
export const MOST_DETAILS = 20;
/** In bytes. The API is told them in a header, beside up to 100 resources, and servers take 16 KiB of headers in all. */
export const LONGEST_DETAILS = 4 * 1024;

/** Parses `authorization_details` (RFC 9396 section 2): a JSON array of objects, each with a `type`. */
export function parseDetails(text: string): Result<AuthorizationDetail[], DetailProblem> {
  if (text.length > LONGEST_DETAILS) return refused('details_too_many');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return refused('details_malformed');
  }
  if (!Array.isArray(value) || value.length === 0) return refused('details_malformed');
  // Written out again they may be longer: 1e20 has 21 digits.
  const size = Buffer.byteLength(JSON.stringify(value));
  if (value.length > MOST_DETAILS || size > LONGEST_DETAILS) return refused('details_too_many');
  return value.every(isDetail) ? ok(value) : refused('details_malformed');
}

/**
 * Returns the details that a token request may have (RFC 9396 section 6): as granted, or with fewer values in
 * arrays that list permitted things.
 */
export function narrowDetails(
  requested: readonly AuthorizationDetail[],
  granted: readonly AuthorizationDetail[],
): boolean {
  return requested.every((wanted) => granted.some((has) => isWithin(wanted, has)));
}

/** The common members that list permitted things (RFC 9396 section 2.2): fewer values permit less. */
const LISTS = new Set(['locations', 'actions', 'datatypes', 'privileges']);

function isWithin(wanted: AuthorizationDetail, has: AuthorizationDetail): boolean {
  const names = new Set([...Object.keys(wanted), ...Object.keys(has)]);
  return [...names].every((name) => {
    const [less, more] = [wanted[name], has[name]];
    if (!LISTS.has(name) || !Array.isArray(less) || !Array.isArray(more)) return sameJson(less, more);
    // An empty list often means "not limited", so it does not count as fewer values.
    const listed = less.length > 0 || more.length === 0;
    return listed && less.every((value) => more.some((each) => sameJson(value, each)));
  });
}

/** Compares JSON values, ignoring the order of members. */
function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [members, others] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
  return (
    members.length === others.size &&
    members.every(([name, value]) => others.has(name) && sameJson(value, others.get(name)))
  );
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'type' in value &&
    typeof value.type === 'string'
  );
}
