import type { ProofProblem } from './dpop.ts';

/** Describes to the sender of a proof why it is rejected and what to do. */
export const PROOF_SENTENCES: Record<ProofProblem, string> = {
  missing: 'A DPoP proof is needed: send one in the DPoP header.',
  several: 'There is more than one DPoP proof; send one DPoP header.',
  malformed: 'The DPoP proof is not a signed JWT in compact form.',
  type: 'The typ of the DPoP proof must be dpop+jwt.',
  algorithm: 'The DPoP proof is signed with an algorithm that is not accepted here.',
  secret_key:
    'The jwk of the DPoP proof must hold the public key alone; this key should not be used any more.',
  key: 'The jwk of the DPoP proof is not a public key for its algorithm.',
  signature: 'The signature of the DPoP proof does not match its jwk.',
  id: 'The jti of the DPoP proof must be a text of 1 to 256 characters.',
  method: 'The htm of the DPoP proof is not the method of this request.',
  uri: 'The htu of the DPoP proof is not the address of this request.',
  token: 'The ath of the DPoP proof is not the hash of the access token.',
  nonce: 'The DPoP proof needs the nonce that this answer gives in its DPoP-Nonce header.',
  time: 'The iat of the DPoP proof is not within the last minute; check the clock.',
  replayed: 'The DPoP proof was used before; make a new one for each request.',
};
