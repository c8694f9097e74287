import type { Api } from '../api.ts';
import type { Soon } from '../lib/soon.ts';
import type { Confirmation } from '../model/index.ts';
import type { ProofProblem } from '../rules/proof/dpop.ts';
import { keyProblem, type PresentationProblem, presentationProblem } from '../rules/token/confirmation.ts';
import { type ProvingRequest, readProof, spendProof } from './request-proof.ts';

/** An access token as a request presents it. */
export interface Presentation extends ProvingRequest {
  scheme: 'Bearer' | 'DPoP';
  token: string;
  /** Thumbprint of the connection's client certificate, or `null`. */
  certificate: string | null;
}

export type PossessionProblem = PresentationProblem | 'key_differs' | { proof: ProofProblem };

/**
 * Returns why the sender of an access token has not proved possession of its key, or `null` if it has. A
 * bound token must not be accepted as a bearer token (RFC 9449 section 7.2), or stealing it would pay. The
 * proof is spent only after all other checks have passed.
 */
export function possessionProblem(
  api: Api,
  bound: Confirmation | null,
  sent: Presentation,
): Soon<PossessionProblem | null> {
  const presented = presentationProblem(bound, sent);
  return presented || sent.scheme === 'Bearer' ? presented : proofProblem(api, bound, sent);
}

async function proofProblem(
  api: Api,
  bound: Confirmation | null,
  sent: Presentation,
): Promise<PossessionProblem | null> {
  const proof = readProof(api, sent);
  if (!proof.ok) return { proof: proof.problem };
  if (keyProblem(bound, { jkt: proof.value.thumbprint })) return 'key_differs';
  return (await spendProof(api, proof.value)) === 'first' ? null : { proof: 'replayed' };
}
