import type { Api } from '../api.ts';
import { originOf } from '../config/addressing/protected-resource.ts';
import type { Confirmation, RefusalCode, Remedy } from '../model/index.ts';
import { freshNonce, readProof, spendProof } from '../proof/request-proof.ts';
import { PROOF_SENTENCES } from '../rules/proof/problem.ts';
import type { SentToken } from './credentials.ts';
import type { Call } from './decision.ts';
import type { PresentedToken } from './presented-token.ts';

/** Why a genuine token does not count in the hands of whoever sent it. */
interface Unproved {
  code: RefusalCode;
  detail: string;
  remedy?: Remedy;
  headers?: Record<string, string>;
}

/**
 * Whether a call proves the key that its token is bound to; `null` when it does, or when the token is bound to
 * none and was sent as such. A bound token that counted as a bearer token as well would be worth stealing (RFC
 * 9449 section 7.2). The proof is used up only after all else about it was found good.
 */
export async function bindingProblem(
  api: Api,
  call: Call,
  credentials: SentToken,
  token: PresentedToken,
): Promise<Unproved | null> {
  const { confirmation } = token;
  const key = confirmation !== null && 'jkt' in confirmation ? confirmation.jkt : null;
  if (credentials.scheme === 'Bearer') {
    if (key !== null) {
      const detail =
        'The token is bound to a key: send it with the scheme DPoP and a proof in the DPoP header.';
      return { code: 'token_bound', detail };
    }
    return confirmation === null ? null : certificateProblem(confirmation, call);
  }
  if (key === null) {
    return { code: 'invalid_token', detail: 'The token is not bound to a DPoP key; send it as Bearer.' };
  }
  const proof = readProof(api, {
    proof: call.dpop,
    method: call.method,
    origins: originsOf(api, call),
    path: call.path,
    token: credentials.token,
  });
  if (!proof.ok) {
    const detail = PROOF_SENTENCES[proof.problem];
    if (proof.problem !== 'nonce') return { code: 'invalid_proof', detail };
    return { code: 'nonce_required', detail, headers: { 'dpop-nonce': freshNonce(api) } };
  }
  if (proof.value.thumbprint !== key) {
    return { code: 'token_bound', detail: 'The token is bound to another key than that of the DPoP proof.' };
  }
  const spent = await spendProof(api, proof.value);
  return spent === 'first' ? null : { code: 'invalid_proof', detail: PROOF_SENTENCES.replayed };
}

/** RFC 8705 section 3: the certificate of this connection has to be the one that the token was issued to. */
function certificateProblem(bound: Confirmation, { certificate }: Call): Unproved | null {
  if (certificate && 'x5tS256' in bound && certificate === bound.x5tS256) return null;
  const detail = certificate
    ? 'The token is bound to another client certificate than the one that this call came with.'
    : 'The token is bound to a client certificate, which this call did not come with.';
  return { code: 'token_bound', detail };
}

/** As served here, and as the proxy or server in front says that the client addressed it. */
function originsOf(api: Api, call: Call): string[] {
  const served = originOf(api, call.host);
  return call.origin === null ? [served] : [served, call.origin];
}
