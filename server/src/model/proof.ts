/** Signature algorithms for DPoP proofs: asymmetric only (RFC 9449 section 4.2). */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

export type ProofAlgorithm = (typeof PROOF_ALGORITHMS)[number];
