import { parseJson } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClaimRequest, RequestedClaims } from '../../model/index.ts';

export type ClaimsProblem = 'claims_malformed' | 'claims_too_long';

/** In characters. It is stored with the code and with every refresh. */
export const LONGEST_CLAIMS = 8 * 1024;

/**
 * Reads the `claims` parameter (OpenID Connect Core section 5.5): a JSON object. Ignores unknown members, and
 * rejects known ones of the wrong type.
 */
export function readClaims(text: string | undefined): Result<RequestedClaims | null, ClaimsProblem> {
  if (text === undefined) return ok(null);
  if (text.length > LONGEST_CLAIMS) return refused('claims_too_long');
  const sent = parse(text);
  if (!isObject(sent)) return refused('claims_malformed');
  const claims: Partial<Record<keyof RequestedClaims, Record<string, ClaimRequest | null>>> = {};
  for (const place of ['userinfo', 'id_token'] as const) {
    const asked = sent[place];
    if (asked === undefined || asked === null) continue;
    const read = isObject(asked) ? readPlace(asked) : null;
    if (!read) return refused('claims_malformed');
    claims[place] = read;
  }
  return ok(claims);
}

function readPlace(asked: Record<string, unknown>): Record<string, ClaimRequest | null> | null {
  const read: [string, ClaimRequest | null][] = [];
  for (const [name, request] of Object.entries(asked)) {
    if (request === null) {
      read.push([name, null]);
      continue;
    }
    if (!isObject(request)) return null;
    const { essential, value, values } = request;
    if (essential !== undefined && typeof essential !== 'boolean') return null;
    if (values !== undefined && !Array.isArray(values)) return null;
    read.push([
      name,
      {
        ...(essential === undefined ? {} : { essential }),
        ...(value === undefined ? {} : { value }),
        ...(values === undefined ? {} : { values }),
      },
    ]);
  }
  return Object.fromEntries(read);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
