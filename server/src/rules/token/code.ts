import type { AuthorizationCode, Client, Confirmation, Grant } from '../../model/index.ts';
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

/** A code that was presented, with everything it has to be held against. */
export interface PresentedCode {
  code: AuthorizationCode;
  grant: Grant;
  /** The user's role in the tenant now; `null` when they are no member any more. */
  role: string | null;
  client: Client;
  /** The client's redirect URIs as addresses. */
  registered: readonly string[];
  redirectUri: string | undefined;
  /** A dialect lets this client leave `redirect_uri` out. */
  repeatWaived: boolean;
  verifier: string | undefined;
  /** The key that the request proved. */
  confirmation: Confirmation | null;
}

/**
 * Everything about a code that can be refused without touching it, so that a wrong verifier or the wrong client
 * does not use the code up (RFC 9700 section 4.5). Whether it has expired or was redeemed is for the store to say, in
 * the same transaction that redeems it.
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
  // RFC 9449 section 10: a code that was asked for with `dpop_jkt` is worth nothing without that key.
  const unproved = keyProblem(code.context.confirmation, presented.confirmation);
  if (unproved) return unproved;
  // A replay has to reach the store whatever became of the grant, because it must end the family.
  return isRedeemed(code) ? null : standingProblem(grant, code.grantVersion, presented.role);
}
