import type { StandingProblem } from '../../rules/grant/standing.ts';
import type { CodeProblem } from '../../rules/token/code.ts';
import type { ConfirmationProblem } from '../../rules/token/confirmation.ts';
import type { RefreshProblem } from '../../rules/token/refresh.ts';
import { invalidGrant, invalidRequest, type Wire, wire } from './wire.ts';

/**
 * The same sentence for an unknown code and another client's: otherwise a client could find out which codes
 * exist.
 */
const FOREIGN_CODE = invalidGrant('The code is not one that this client can redeem.');
const FOREIGN_REFRESH = invalidGrant('The refresh token is not one that this client can use.');

/**
 * The grants of RFC 6749 (section 5.2): a code, a refresh token, and the user's authorization behind them.
 */
export const GRANT = {
  grant_type_unsupported: ({ offered }: { offered: string[] }) =>
    wire('unsupported_grant_type', `grant_type must be one of ${offered.join(', ')}.`),
  grant_type_not_allowed: wire('unauthorized_client', 'This client is not registered for this grant_type.'),
  grant_of_confidential_clients: wire(
    'unauthorized_client',
    'A client without credentials of its own cannot use this grant_type.',
  ),
  dialect_outside_tenant: invalidRequest(
    'The request deviates from the standard, which this client may do only for people of its own tenant.',
  ),

  code_unknown: FOREIGN_CODE,
  code_of_another_client: FOREIGN_CODE,
  code_expired: invalidGrant('The code has expired.'),
  code_replayed: invalidGrant('The code was redeemed before; the tokens it gave are revoked.'),
  redirect_uri_missing: invalidGrant('redirect_uri must be repeated as it was in the authorization request.'),
  redirect_uri_differs: invalidGrant('redirect_uri is not the one of the authorization request.'),
  verifier_missing: invalidGrant('code_verifier is missing: the code was asked for with a challenge.'),
  verifier_unexpected: invalidGrant(
    'There is a code_verifier, but the code was asked for without a challenge.',
  ),
  verifier_malformed: invalidGrant('code_verifier must be 43 to 128 letters, digits or any of - . _ ~'),
  verifier_wrong: invalidGrant('code_verifier does not match the challenge.'),

  refresh_malformed: FOREIGN_REFRESH,
  refresh_unknown: FOREIGN_REFRESH,
  refresh_of_another_client: FOREIGN_REFRESH,
  refresh_expired: invalidGrant('The refresh token has expired.'),
  refresh_reused: invalidGrant(
    'The refresh token was used before; all tokens that came from it are revoked.',
  ),
  refresh_repeated: invalidGrant(
    'The refresh token was exchanged before, and its successor was given out again; only that one works now.',
  ),
  refresh_revoked: invalidGrant('The refresh token was revoked.'),
  successor_key_gone: invalidGrant('The refresh token is from a key that is no longer in use.'),

  grant_revoked: invalidGrant('The authorization was revoked.'),
  grant_expired: invalidGrant('The authorization has expired: its user chose when it ends.'),
  grant_suspended: invalidGrant('The authorization is suspended.'),
  user_not_a_member: invalidGrant('The user behind this authorization no longer belongs to the tenant.'),
  scope_withdrawn: invalidGrant('Every scope of this authorization was taken away.'),
  service_user_not_a_member: invalidGrant('The user that this client acts as does not belong to its tenant.'),
} satisfies Record<Exclude<CodeProblem | RefreshProblem | StandingProblem, ConfirmationProblem>, Wire> &
  Record<string, Wire>;
