import type { ProofProblem } from '../../rules/proof/dpop.ts';
import { PROOF_SENTENCES } from '../../rules/proof/problem.ts';
import type { ConfirmationProblem } from '../../rules/token/confirmation.ts';
import { invalidGrant, invalidRequest, type WireProblem, wire } from './wire.ts';

/** RFC 9449 section 5. */
const proof = (problem: ProofProblem) => wire('invalid_dpop_proof', PROOF_SENTENCES[problem]);

/** The key of a token was not proved, or another one was. */
export const KEY = {
  proof_missing: proof('missing'),
  proof_several: proof('several'),
  proof_malformed: proof('malformed'),
  proof_type: proof('type'),
  proof_algorithm: proof('algorithm'),
  proof_secret_key: proof('secret_key'),
  proof_key: proof('key'),
  proof_signature: proof('signature'),
  proof_id: proof('id'),
  proof_method: proof('method'),
  proof_uri: proof('uri'),
  proof_token: proof('token'),
  // RFC 9449 section 8.
  proof_nonce: wire('use_dpop_nonce', PROOF_SENTENCES.nonce),
  proof_time: proof('time'),
  proof_replayed: proof('replayed'),
  key_differs: invalidGrant('It is bound to another key than the one that this request proves.'),
  key_thumbprint_malformed: invalidRequest(
    'dpop_jkt must be the SHA-256 thumbprint of a key in base64url: 43 characters.',
  ),
  key_thumbprint_differs: invalidRequest('dpop_jkt names another key than the DPoP proof.'),
  certificate_missing: invalidRequest('Tokens of this client are bound to its certificate; connect with it.'),
  confirmation_missing: invalidRequest(
    'Tokens are issued bound to a key only: send a DPoP proof, or connect with a certificate.',
  ),
} satisfies Record<ConfirmationProblem, WireProblem>;
