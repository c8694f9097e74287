import type { Api } from '../api.ts';
import type { Confirmation } from '../model/index.ts';
import type { ProofProblem } from '../rules/proof/dpop.ts';
import { keyProblem, type PresentationProblem, presentationProblem } from '../rules/token/confirmation.ts';
import { type ProvingRequest, readProof, spendProof } from './request-proof.ts';

/** An access token as a request brings it. */
export interface Presentation extends ProvingRequest {
  scheme: 'Bearer' | 'DPoP';
  token: string;
  /** Thumbprint of the client certificate of this connection; `null` without. */
  certificate: string | null;
}

export type PossessionProblem = PresentationProblem | 'key_differs' | { proof: ProofProblem };

/**
 * Why whoever sent an access token has not shown that they hold its key; `null` when they have. A bound token that
 * counted as a bearer token as well would be worth stealing (RFC 9449 section 7.2). The proof is used up only after all
 * else about it was found good.
 */
export async function possessionProblem(
  api: Api,
  bound: Confirmation | null,
  sent: Presentation,
): Promise<PossessionProblem | null> {
  const presented = presentationProblem(bound, sent);
  if (presented || sent.scheme === 'Bearer') return presented;
  const proof = readProof(api, sent);
  if (!proof.ok) return { proof: proof.problem };
  if (keyProblem(bound, { jkt: proof.value.thumbprint })) return 'key_differs';
  return (await spendProof(api, proof.value)) === 'first' ? null : { proof: 'replayed' };
}
