import type { AuthorizationCode, Client, Confirmation, Instant, PresentedGrant } from '../../model/index.ts';
import { type StandingProblem, standingProblem } from '../grant/standing.ts';
import { checkVerifier, type VerifierProblem } from '../request/pkce.ts';
import { checkRepeated, type RepeatProblem } from '../request/redirect-uri.ts';
import { type ConfirmationProblem, keyProblem } from './confirmation.ts';
import { isRedeemed } from './redemption.ts';

export type CodeProblem =
  | 'code_of_another_client'
  | ConfirmationProblem
  | RepeatProblem
  | VerifierProblem
  | StandingProblem;

/** A presented code, with the data that it is checked against. */
export interface PresentedCode {
  code: AuthorizationCode;
  grant: PresentedGrant;
  /** The user's current role in the tenant; `null` if they are no longer a member. */
  role: string | null;
  client: Client;
  /** The client's redirect URIs as addresses. */
  registered: readonly string[];
  redirectUri: string | undefined;
  /** Whether a dialect lets this client omit `redirect_uri`. */
  repeatWaived: boolean;
  verifier: string | undefined;
  /** The key that the request proved. */
  confirmation: Confirmation | null;
  now: Instant;
}

/**
 * Returns why a code is refused without consuming it, so that a wrong verifier or client does not use it up
 * (RFC 9700 section 4.5), or `null`. The store checks expiry and redemption, in the transaction that redeems
 * it.
 */
export function codeProblem(presented: PresentedCode): CodeProblem | null {
  const { code, grant, client } = presented;
  if (code.clientId !== client.id) return 'code_of_another_client';
  const repeated = checkRepeated({
    sent: presented.redirectUri,
    authorized: code.redirectUri,
    registered: presented.registered,
    mayBeLeftOut: code.codeChallenge !== null || presented.repeatWaived,
  });
  if (repeated) return repeated;
  const unverified = checkVerifier(presented.verifier, code.codeChallenge);
  if (unverified) return unverified;
  // RFC 9449 section 10: a code requested with `dpop_jkt` is invalid without that key.
  const unproved = keyProblem(code.context.confirmation, presented.confirmation);
  if (unproved) return unproved;
  // A replay has to reach the store, whatever the state of the grant, because it must end the family.
  return isRedeemed(code) ? null : standingProblem(grant, code.grantVersion, presented.role, presented.now);
}
