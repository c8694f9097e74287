import type { KeylessApi } from '../../api.ts';
import { hasTokenInQuery } from '../../http/bearer-credentials.ts';
import type { Mode } from '../../model/index.ts';
import type { Match } from '../../openapi/matching/route-tree.ts';
import type { Call } from '../call.ts';
import { type Failure, NOTHING_HERE } from '../refusal/refusals.ts';

/**
 * Checks that a call addresses a domain of this API, whose mode it notes, and that its path and method can be read in only one
 * way. Whether the path exists is checked later, because a caller without a valid token must not learn that.
 */
export function readable(facts: {
  api: KeylessApi;
  call: Call;
  match: Match;
  mode?: Mode | undefined;
}): Failure | null {
  const { api, call, match } = facts;
  const mode = api.address.hosts.get(call.host)?.mode ?? null;
  if (mode === null) {
    return { code: 'not_found', detail: NOTHING_HERE, why: 'The host is no domain of this API.' };
  }
  if (match.kind === 'malformed') return { code: 'invalid_request', detail: match.detail };
  if (call.override) {
    const detail = `The header ${call.override} names another method than the request has; use that method itself.`;
    return { code: 'invalid_request', detail };
  }
  facts.mode = mode;
  return null;
}

export function notInTheQuery({ call }: { call: Call }): Failure | null {
  if (!hasTokenInQuery(call.query)) return null;
  const detail = 'Send the token in the Authorization header; one in the query is never accepted.';
  return { code: 'invalid_request', detail, challenge: 'invalid_request' };
}
