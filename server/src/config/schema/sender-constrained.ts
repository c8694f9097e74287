import { z } from 'zod';
import { PROOF_ALGORITHMS } from '../../model/index.ts';

/** Proofs of possession (RFC 9449). Any client may use them; what they are held to stands here. */
export const dpop = z.strictObject({
  /**
   * `required`: a proof has to hold a nonce of the server's, so that none can be made in advance for later use.
   * A client learns the nonce from the first refusal and from then on with each answer.
   */
  nonces: z.enum(['required', 'optional']).default('required'),
  algorithms: z
    .array(z.enum(PROOF_ALGORITHMS))
    .min(1)
    .default([...PROOF_ALGORITHMS]),
});

/** `required`: every access token that a client gets is bound to a key (DPoP) or a certificate. */
export const senderConstrained = z.enum(['optional', 'required']);
