import type { Api } from '../../api.ts';
import { originOf } from '../../config/addressing/protected-resource.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import { provenThumbprint } from '../../http/client-certificate.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Confirmation } from '../../model/index.ts';
import { type PossessionProblem, possessionProblem } from '../../proof/possession.ts';
import { freshNonce } from '../../proof/request-proof.ts';
import { PROOF_SENTENCES } from '../../rules/proof/problem.ts';
import { accessProblem, personalProblem } from '../../rules/token/standing.ts';
import type { AccessRecord } from '../../store/store.ts';
import { describable } from '../errors/wire.ts';
import { type BearerProblem, type PresentedBearer, presentedBearer } from './presented-bearer.ts';

/** Why nothing is told. `error` is absent for a request without credentials (RFC 6750 section 3.1). */
export interface Unanswered {
  status: 400 | 401 | 403;
  error?:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'invalid_dpop_proof'
    | 'use_dpop_nonce';
  description?: string;
  /** The scope that is missing, where one is. */
  scope?: string;
  scheme?: 'Bearer' | 'DPoP';
  headers?: Record<string, string>;
}

const INVALID = { status: 401, error: 'invalid_token' } as const;
export const NOT_LIVE: Unanswered = {
  ...INVALID,
  description: 'The access token is unknown, expired or revoked.',
};

const UNPRESENTED: Record<BearerProblem, Unanswered> = {
  none: { status: 401 },
  malformed: { ...INVALID, description: 'Send one access token: the scheme, a space, the token.' },
  several: { status: 400, error: 'invalid_request', description: 'Send the access token once.' },
  in_url: {
    status: 400,
    error: 'invalid_request',
    description: 'An access token does not belong into the URL; send it in the Authorization header.',
  },
  unreadable: { status: 400, error: 'invalid_request', description: 'The form cannot be read.' },
};

/**
 * The access token with which this server itself is asked for something: live, and its key proven.
 *
 * @param ofPersonal why a live personal access token will not do
 */
export async function presentedAccess(
  api: Api,
  request: Inbound,
  ofPersonal: Unanswered,
): Promise<Result<AccessRecord, Unanswered>> {
  const presented = await presentedBearer(request);
  if (!presented.ok) return refused(UNPRESENTED[presented.problem]);
  const hash = sha256(presented.value.token);
  const now = api.clock.now();
  const record = await api.store.accessToken(hash);
  if (!record) {
    const personal = await api.store.personalToken(hash);
    const live = personal?.role != null && personalProblem(personal.token, now) === null;
    return refused(live ? ofPersonal : NOT_LIVE);
  }
  if (accessProblem(record, now) !== null) return refused(NOT_LIVE);
  const unproved = await bindingProblem(api, request, presented.value, record.token.confirmation);
  return unproved ? refused(unproved) : ok(record);
}

/** RFC 9449 section 7.1, RFC 8705 section 3: a token that is bound to a key is nothing without it. */
async function bindingProblem(
  api: Api,
  request: Inbound,
  { scheme, token }: PresentedBearer,
  bound: Confirmation | null,
): Promise<Unanswered | null> {
  const header = request.headers.dpop;
  const { certificateOrigin } = api.address;
  const problem = await possessionProblem(api, bound, {
    ...{ scheme, token, method: request.method, path: request.path },
    certificate: provenThumbprint(api, request),
    proof: Array.isArray(header) ? header.join(', ') : header,
    origins: [originOf(api, request.host), ...(certificateOrigin ? [certificateOrigin] : [])],
  });
  if (problem === null) return null;
  if (typeof problem === 'string') return UNPROVED[problem];
  const unproved = { status: 401, scheme: 'DPoP', description: PROOF_SENTENCES[problem.proof] } as const;
  return problem.proof === 'nonce'
    ? { ...unproved, error: 'use_dpop_nonce', headers: { 'dpop-nonce': freshNonce(api) } }
    : { ...unproved, error: 'invalid_dpop_proof' };
}

const OTHER_CERTIFICATE = { ...INVALID, description: 'The token is bound to another client certificate.' };
const UNPROVED: Record<Extract<PossessionProblem, string>, Unanswered> = {
  sent_as_bearer: {
    ...INVALID,
    scheme: 'DPoP',
    description: 'The token is bound to a key: send a DPoP proof.',
  },
  sent_as_dpop: { ...INVALID, description: 'The token is not bound to a DPoP key.' },
  key_differs: { ...INVALID, scheme: 'DPoP', description: 'The token is bound to another key.' },
  no_certificate: OTHER_CERTIFICATE,
  other_certificate: OTHER_CERTIFICATE,
};

/** RFC 6750 section 3. */
export function challenge(
  api: Api,
  { status, error, description, scope, scheme = 'Bearer', headers }: Unanswered,
): Answer {
  const attributes = [`realm="${api.config.name}"`];
  if (error) attributes.push(`error="${error}"`);
  if (description) attributes.push(`error_description="${describable(description)}"`);
  if (scope) attributes.push(`scope="${scope}"`);
  if (scheme === 'DPoP') attributes.push(`algs="${api.config.dpop.algorithms.join(' ')}"`);
  return json(status, error ? { error, error_description: describable(description ?? '') } : {}, {
    ...NO_STORE,
    'www-authenticate': `${scheme} ${attributes.join(', ')}`,
    ...headers,
  });
}
