import type { RefusalCode } from '../../../../wire/refusal.ts';
import { REFUSAL_CODES, REFUSALS } from '../../model/index.ts';

const WORDS: Partial<Record<RefusalCode, string>> = {
  missing_token: 'The call carried no token.',
  invalid_token: 'The token was not issued here.',
  token_expired: 'The token had expired; the application gets a new one.',
  token_revoked: 'The token had been revoked.',
  token_bound: 'The token is bound to a key, and the call did not prove it.',
  invalid_proof: 'The proof of the token’s key was not valid.',
  nonce_required: 'The proof had to be made again, as the server asked.',
  authorization_revoked: 'The connection had ended.',
  connected_account_required: 'The call did not say for which connected account it was.',
  connected_account_invalid: 'The connection was suspended, or not one of this application.',
  tenant_required: 'The application belongs to no customer of its own, and the call was about one.',
  domain_mismatch: 'Sandbox and live data were confused.',
  insufficient_scope: 'The application was not allowed to do this.',
  insufficient_role: 'The person’s role does not permit it.',
  ip_not_allowed: 'The call came from an address that is not on the list.',
  no_way_in: 'No token opens this.',
  not_found: 'There is no such thing, or it is out of reach.',
  method_not_allowed: 'This cannot be done here.',
  unknown_version: 'The call named a version that there is not.',
  version_retired: 'The call named a version that is no longer supported.',
  not_acceptable: 'The call asked for an answer in a form that there is not.',
  invalid_request: 'The call could not be understood.',
  rate_limited: 'There were too many calls; the application has to wait.',
  unavailable: 'The server was not ready; the application tries again.',
};

/** Returns for people why calls were refused, by the code of the refusal: in a sentence, or else by its title. */
export function refusalInWords(code: string): string {
  const known = REFUSAL_CODES.find((each) => each === code);
  return known === undefined ? 'It was refused.' : (WORDS[known] ?? REFUSALS[known].title);
}
