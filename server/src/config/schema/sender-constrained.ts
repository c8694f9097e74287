import { z } from 'zod';
import { PROOF_ALGORITHMS } from '../../model/index.ts';

/** Proofs of possession (RFC 9449). Any client may use them; these are their rules. */
export const dpop = z.strictObject({
  /**
   * `required`: a proof must contain a nonce of the server, so that an attacker cannot make proofs in
   * advance. A client learns the nonce from the first refusal and then from each answer.
   */
  nonces: z.enum(['required', 'optional']).default('required'),
  algorithms: z
    .array(z.enum(PROOF_ALGORITHMS))
    .min(1)
    .default([...PROOF_ALGORITHMS]),
});

/** `required`: every access token is bound to a key (DPoP) or a certificate. */
export const senderConstrained = z.enum(['optional', 'required']);
