import type { Api } from '../../api.ts';
import { originOf } from '../../config/addressing/protected-resource.ts';
import type { SentToken } from '../../http/bearer-credentials.ts';
import { after, type Soon } from '../../lib/soon.ts';
import { type PossessionProblem, possessionProblem } from '../../proof/possession.ts';
import { freshNonce } from '../../proof/request-proof.ts';
import { PROOF_SENTENCES } from '../../rules/proof/problem.ts';
import type { Call } from '../call.ts';
import type { Failure } from '../refusal/refusals.ts';
import type { PresentedToken } from './presented-token.ts';

/** Returns why a call does not prove the key that its token is bound to, or `null` if it does. */
export function bindingProblem(
  api: Api,
  call: Call,
  { scheme, token }: SentToken,
  { confirmation }: PresentedToken,
): Soon<Failure | null> {
  const { dpop: proof, method, path } = call;
  const certificate = call.certificate || null;
  const sent = { scheme, token, certificate, proof, method, path, origins: originsOf(api, call) };
  return after(possessionProblem(api, confirmation, sent), (problem) => failureOf(api, problem));
}

function failureOf(api: Api, problem: PossessionProblem | null): Failure | null {
  if (problem === null) return null;
  if (typeof problem === 'string') return UNPROVED[problem];
  const detail = PROOF_SENTENCES[problem.proof];
  if (problem.proof !== 'nonce') return { code: 'invalid_proof', detail };
  return { code: 'nonce_required', detail, headers: { 'dpop-nonce': freshNonce(api) } };
}

const UNPROVED: Record<Extract<PossessionProblem, string>, Failure> = {
  sent_as_bearer: {
    code: 'token_bound',
    detail: 'The token is bound to a key: send it with the scheme DPoP and a proof in the DPoP header.',
  },
  sent_as_dpop: {
    code: 'invalid_token',
    detail: 'The token is not bound to a DPoP key; send it as Bearer.',
  },
  key_differs: {
    code: 'token_bound',
    detail: 'The token is bound to another key than that of the DPoP proof.',
  },
  no_certificate: {
    code: 'token_bound',
    detail: 'The token is bound to a client certificate, which this call did not come with.',
  },
  other_certificate: {
    code: 'token_bound',
    detail: 'The token is bound to another client certificate than the one that this call came with.',
  },
};

/** Returns the origin as served here, and the one that a proxy or server in front reports. */
function originsOf(api: Api, call: Call): string[] {
  const served = originOf(api, call.host);
  return call.origin === null ? [served] : [served, call.origin];
}
