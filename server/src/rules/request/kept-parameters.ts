import { ok, type Result, refused } from '../../lib/result.ts';

type Pairs = readonly [string, string][];

/** The parameters of an authorization request that are read later; only these are kept. */
const KNOWN = new Set([
  ...['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'response_mode', 'resource'],
  ...['code_challenge', 'code_challenge_method', 'dpop_jkt', 'authorization_details', 'registration'],
  ...['prompt', 'nonce', 'max_age', 'claims', 'id_token_hint', 'login_hint', 'acr_values', 'ui_locales'],
]);
/** The most characters of all names and values together. */
export const MOST_KEPT = 24 * 1024;

/** Returns the known parameters of a request (RFC 6749 section 3.1: "MUST ignore unrecognized"). */
export function knownParameters(pairs: Pairs): Pairs {
  return pairs.filter(([name]) => KNOWN.has(name));
}

/** Returns the parameters to keep. Refuses a request that is too large. */
export function keptParameters(pairs: Pairs): Result<Pairs, 'request_too_long'> {
  const kept = knownParameters(pairs);
  const length = kept.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return length > MOST_KEPT ? refused('request_too_long') : ok(kept);
}
