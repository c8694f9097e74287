import type { Api } from '../../api.ts';
import { originOf } from '../../config/addressing/protected-resource.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client, Confirmation } from '../../model/index.ts';
import { readProof, spendProof } from '../../proof/request-proof.ts';
import type { Proof } from '../../rules/proof/dpop.ts';
import { chooseConfirmation } from '../../rules/token/confirmation.ts';
import type { OAuthProblem } from '../errors/problem.ts';

/**
 * Reads the DPoP proof of a request to an OAuth endpoint (RFC 9449 section 5). Returns `null` if there is
 * none. Call it before the client is authenticated: a client that has to repeat the request with a nonce must
 * not have spent its assertion yet.
 */
export function proofOf(api: Api, request: Inbound): Result<Proof | null, OAuthProblem> {
  const header = single(request.headers.dpop);
  if (header === undefined) return ok(null);
  const proof = readProof(api, {
    proof: header,
    method: request.method,
    origins: originsOf(api, request.host),
    path: request.path,
    token: null,
  });
  return proof.ok ? proof : refused({ reason: `proof_${proof.problem}` });
}

/**
 * Returns the key that the tokens of this request are bound to. Does not spend the proof; see `useProof`.
 *
 * @param certificate SHA-256 (base64url) of the connection's client certificate (RFC 8705)
 */
export function confirm(
  api: Api,
  client: Client,
  proof: Proof | null,
  certificate: string | null,
): Result<Confirmation | null, OAuthProblem> {
  const everyToken = api.config.tokens.senderConstrained === 'required';
  const chosen = chooseConfirmation(
    client,
    { thumbprint: proof?.thumbprint ?? null, certificate },
    everyToken,
  );
  if ('problem' in chosen) return refused({ reason: chosen.problem, clientId: client.id });
  return ok(chosen.confirmation);
}

/**
 * Spends the proof of a request (RFC 9449 section 11.1). Its id takes a row in the store, so all other checks
 * come first: an attacker with invented keys and no grant could otherwise fill the store.
 */
export async function useProof(
  api: Api,
  client: Client,
  proof: Proof | null,
): Promise<Result<null, OAuthProblem>> {
  if (proof === null || (await spendProof(api, proof)) === 'first') return ok(null);
  return refused({ reason: 'proof_replayed', clientId: client.id });
}

/**
 * For a pushed authorization request (RFC 9449 section 10.1): returns the thumbprint that the code is bound
 * to, from `dpop_jkt`, from a proof in the header, or from both if they agree. Returns `null` if there is
 * neither.
 */
export async function pushedKey(
  api: Api,
  client: Client,
  proof: Proof | null,
  sent: string | undefined,
): Promise<Result<string | null, OAuthProblem>> {
  if (!proof) return ok(sent ?? null);
  const clientId = client.id;
  if (sent !== undefined && sent !== proof.thumbprint) {
    return refused({ reason: 'key_thumbprint_differs', clientId });
  }
  const used = await useProof(api, client, proof);
  return used.ok ? ok(proof.thumbprint) : used;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** Endpoints may also be served at the origin that requests certificates (RFC 8705 section 5). */
function originsOf(api: Api, host: string): string[] {
  const { certificateOrigin } = api.address;
  const served = originOf(api, host);
  return certificateOrigin && new URL(certificateOrigin).hostname === host
    ? [served, certificateOrigin]
    : [served];
}
