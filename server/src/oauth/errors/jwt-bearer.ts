import type { UserAssertionProblem } from '../../rules/token/user-assertion.ts';
import { invalidGrant, type WireProblem } from './wire.ts';

/**
 * The same sentence for all of these: otherwise an issuer's clients could find out who has an account here
 * and who uses which client.
 */
const NOBODY = invalidGrant('There is no authorization of such a user for this client.');

/** An assertion about a user. RFC 7521 section 4.1.1: every invalid assertion gets `invalid_grant`. */
export const USER_ASSERTION = {
  user_assertion_malformed: invalidGrant('The assertion is not a signed JWT with the claims it needs.'),
  user_assertion_algorithm: invalidGrant(
    'The assertion is not signed with an algorithm that is accepted here.',
  ),
  user_assertion_brings_key: invalidGrant('The assertion must not bring its own key along.'),
  user_assertion_of_another_type: invalidGrant('The assertion is a token that was made for another purpose.'),
  user_assertion_issuer: invalidGrant('The issuer of the assertion is not one that this client can use.'),
  user_assertion_audience: invalidGrant('aud of the assertion must be the issuer identifier of this server.'),
  user_assertion_expiry_missing: invalidGrant('The assertion has no exp.'),
  user_assertion_expired: invalidGrant('The assertion has expired.'),
  user_assertion_lives_too_long: invalidGrant('exp of the assertion is too far away.'),
  user_assertion_not_yet: invalidGrant('The assertion is not valid yet.'),
  user_assertion_without_id: invalidGrant('The assertion has no jti.'),
  user_assertion_signature: invalidGrant('The signature of the assertion is not one of its issuer.'),
  user_assertion_keys_unavailable: invalidGrant('The keys of the issuer cannot be had just now.'),
  user_assertion_replayed: invalidGrant('The assertion was used before.'),
  user_assertion_subject: NOBODY,
  user_assertion_tenant: NOBODY,
  user_assertion_without_consent: NOBODY,
} satisfies Record<UserAssertionProblem, WireProblem> & Record<string, WireProblem>;
