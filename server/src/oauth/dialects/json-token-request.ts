import { parseJson, UnkeptText } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { BodyProblem, Dialect, Pairs } from './dialect.ts';

/** An unterminated string runs to the end, so that each part of a text is scanned once. */
const STRING_TOKEN = /"(?:[^"\\]|\\.?)*(?:"|$)/gs;

/** Accepts parameters as the members of a JSON object (`Content-Type: application/json`). */
export const jsonTokenRequest: Dialect = {
  name: 'json-token-request',
  tokenBody: { mediaType: 'application/json', read: jsonBody },
};

/** Accepts a flat object of strings with unique names, like the parameters of a form. */
export function jsonBody(text: string): Result<Pairs, BodyProblem> {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (error) {
    return refused(error instanceof UnkeptText ? 'text_unkept' : 'json_malformed');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refused('json_not_flat');
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== 'string') return refused('json_not_flat');
    pairs.push([name, value]);
  }
  // JSON.parse keeps the last of several members with one name. A flat object of strings has two string
  // tokens per member, so more tokens mean that a member was dropped.
  const tokens = text.match(STRING_TOKEN)?.length ?? 0;
  return tokens === pairs.length * 2 ? ok(pairs) : refused('json_not_flat');
}
