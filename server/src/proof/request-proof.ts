import type { Api } from '../api.ts';
import { sha256 } from '../lib/compare.ts';
import type { Result } from '../lib/result.ts';
import { type Proof, type ProofProblem, verifyProof } from '../rules/proof/dpop.ts';
import { isFreshNonce, nonceAt } from '../rules/proof/nonce.ts';

/** A request that carries a DPoP proof. */
export interface ProvingRequest {
  /** Value of the `DPoP` header. */
  proof: string | undefined;
  method: string;
  /** The origins under which the client may have addressed the request. */
  origins: readonly string[];
  /** The path as sent, without query. */
  path: string;
  /** The access token of the same request; `null` at the authorization server. */
  token: string | null;
}

/** Reads the proof of a request. It counts only after `spendProof` has accepted its first use. */
export function readProof(api: Api, request: ProvingRequest): Result<Proof, ProofProblem> {
  const { config, keys, clock } = api;
  const now = clock.now();
  return verifyProof(request.proof, {
    method: request.method,
    uris: request.origins.map((origin) => `${origin}${request.path}`),
    now,
    notBefore: api.runtime.restoredAt,
    algorithms: config.dpop.algorithms,
    tokenHash: request.token === null ? null : sha256(request.token),
    acceptsNonce: (nonce) =>
      nonce === undefined ? config.dpop.nonces === 'optional' : isFreshNonce(nonce, now, keys.form().macKey),
  });
}

/**
 * Spends a proof: of several requests with it, even simultaneous ones, only the first succeeds (RFC 9449
 * section 11.1). Ids are stored per key, so that one client cannot spend another's.
 */
export async function spendProof(api: Api, proof: Proof): Promise<'first' | 'replayed'> {
  const key = `${proof.thumbprint} ${sha256(proof.id)}`;
  const outcome = await api.store.useOnce({ purpose: 'dpop_proof', key, expiresAt: proof.expiresAt });
  return outcome === 'first' ? 'first' : 'replayed';
}

/**
 * Returns the header with the nonce for the client's next proof (RFC 9449 section 8.2), if nonces are
 * required.
 */
export function nonceHeader(api: Api): Record<string, string> {
  if (api.config.dpop.nonces === 'optional') return {};
  return { 'dpop-nonce': freshNonce(api) };
}

export function freshNonce({ clock, keys }: Pick<Api, 'clock' | 'keys'>): string {
  return nonceAt(clock.now(), keys.form().macKey);
}
