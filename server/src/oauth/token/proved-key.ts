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
 * The DPoP proof that came with a request to an OAuth endpoint; `null` when none came (RFC 9449 section 5). To be
 * read before the client is authenticated: a client that is sent away for a nonce must be able to send the same
 * again, and what proves the client may work only once.
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
 * The key that the tokens of this request are bound to. The proof is not used up by that, see `useProof`.
 *
 * @param certificate SHA-256 (base64url) of the certificate that the client connected with (RFC 8705)
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
 * Uses the proof of a request up (RFC 9449 section 11.1). Its id is a row in the store, so this comes when all else about
 * the request was found good: an attacker with a made-up key and no grant could otherwise fill the store.
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
 * For a pushed authorization request (RFC 9449 section 10.1): the thumbprint that the code is to be bound to, from
 * `dpop_jkt`, from a proof in the header, or from both when they agree; `null` without either.
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

/** An endpoint may be served a second time where certificates are asked for (RFC 8705 section 5). */
function originsOf(api: Api, host: string): string[] {
  const { certificateOrigin } = api.address;
  const served = originOf(api, host);
  return certificateOrigin && new URL(certificateOrigin).hostname === host
    ? [served, certificateOrigin]
    : [served];
}
