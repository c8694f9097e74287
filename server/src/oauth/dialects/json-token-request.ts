import { ok, type Result, refused } from '../../lib/result.ts';
import type { BodyProblem, Dialect, Pairs } from './dialect.ts';

/** One that is left open would go on to the end, so that no part of a text is looked at twice. */
const STRING_TOKEN = /"(?:[^"\\]|\\.?)*(?:"|$)/gs;

/** Parameters as the members of a JSON object (`Content-Type: application/json`). */
export const jsonTokenRequest: Dialect = {
  name: 'json-token-request',
  risk: 'A proxy or firewall that inspects form fields does not see these parameters.',
  tokenBody: { mediaType: 'application/json', read: jsonBody },
};

/** A flat object of strings, each name once: a form could hold no more. */
export function jsonBody(text: string): Result<Pairs, BodyProblem> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refused('json_malformed');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return refused('json_not_flat');
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== 'string') return refused('json_not_flat');
    if (!name.isWellFormed() || !value.isWellFormed()) return refused('json_malformed');
    pairs.push([name, value]);
  }
  // JSON.parse keeps the last of several members of one name. A flat object of strings has two string tokens a
  // member, so any more of them means that a member was dropped.
  const tokens = text.match(STRING_TOKEN)?.length ?? 0;
  return tokens === pairs.length * 2 ? ok(pairs) : refused('json_not_flat');
}
