import type { Api } from '../api.ts';
import { sha256 } from '../lib/compare.ts';
import type { Result } from '../lib/result.ts';
import { type Proof, type ProofProblem, verifyProof } from '../rules/proof/dpop.ts';
import { isFreshNonce, nonceAt } from '../rules/proof/nonce.ts';

/** A request that brings a proof along. */
export interface ProvingRequest {
  /** Value of the `DPoP` header. */
  proof: string | undefined;
  method: string;
  /** Scheme and authority under which the client may have addressed it. */
  origins: readonly string[];
  /** Path as sent, without query. */
  path: string;
  /** The access token that came with it; `null` at the authorization server. */
  token: string | null;
}

/** Reads the proof of a request. It proves nothing until `spendProof` has seen it for the first time. */
export function readProof(api: Api, request: ProvingRequest): Result<Proof, ProofProblem> {
  const { config, keys, clock } = api;
  const now = clock.now();
  return verifyProof(request.proof, {
    method: request.method,
    uris: request.origins.map((origin) => `${origin}${request.path}`),
    now,
    algorithms: config.dpop.algorithms,
    tokenHash: request.token === null ? null : sha256(request.token),
    acceptsNonce: (nonce) =>
      nonce === undefined ? config.dpop.nonces === 'optional' : isFreshNonce(nonce, now, keys.form().secret),
  });
}

/**
 * Uses a proof up: of any number of requests with it, even at once, one is the first (RFC 9449 section 11.1). Ids
 * are kept apart by key, so that nobody can use up another's.
 */
export async function spendProof(api: Api, proof: Proof): Promise<'first' | 'replayed'> {
  const key = `${proof.thumbprint} ${sha256(proof.id)}`;
  const outcome = await api.store.useOnce({ purpose: 'dpop_proof', key, expiresAt: proof.expiresAt });
  return outcome === 'first' ? 'first' : 'replayed';
}

/** The header that gives a client the nonce for its next proof (RFC 9449 section 8.2), where nonces are asked for. */
export function nonceHeader(api: Api): Record<string, string> {
  if (api.config.dpop.nonces === 'optional') return {};
  return { 'dpop-nonce': freshNonce(api) };
}

export function freshNonce({ clock, keys }: Pick<Api, 'clock' | 'keys'>): string {
  return nonceAt(clock.now(), keys.form().secret);
}
