import type { Api } from '../../api.ts';
import { originOf } from '../../config/addressing/protected-resource.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { provenThumbprint } from '../../http/presented-certificate.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Confirmation } from '../../model/index.ts';
import { possessionProblem } from '../../proof/possession.ts';
import { freshNonce } from '../../proof/request-proof.ts';
import { accessProblem, personalProblem } from '../../rules/token/standing.ts';
import type { AccessRecord } from '../../store/store.ts';
import { storedHash } from '../../tokens/format.ts';
import { type BearerReason, unanswered } from '../errors/bearer.ts';
import { describable } from '../errors/wire.ts';
import { type PresentedBearer, presentedBearer } from './presented-bearer.ts';

/**
 * Returns the access token of a request to this server itself, if it is live and its key is proved.
 *
 * @param ofPersonal why a live personal access token is not accepted
 */
export async function presentedAccess(
  api: Api,
  request: Inbound,
  ofPersonal: BearerReason,
): Promise<Result<AccessRecord, BearerReason>> {
  const presented = await presentedBearer(request);
  if (!presented.ok) return refused(presented.problem);
  const { token } = presented.value;
  const now = api.clock.now();
  const record = await api.store.accessToken(storedHash(token));
  if (!record) {
    const personal = await api.store.personalToken(sha256(token));
    const live = personal?.role != null && personalProblem(personal.token, now) === null;
    return refused(live ? ofPersonal : 'not_live');
  }
  const problem = accessProblem(record, now);
  if (problem !== null) return refused(problem === 'client_stopped' ? problem : 'not_live');
  const unproved = await bindingProblem(api, request, presented.value, record.token.confirmation);
  return unproved ? refused(unproved) : ok(record);
}

/** RFC 9449 section 7.1, RFC 8705 section 3: a bound token must not be accepted without proof of its key. */
async function bindingProblem(
  api: Api,
  request: Inbound,
  { scheme, token }: PresentedBearer,
  bound: Confirmation | null,
): Promise<BearerReason | null> {
  const header = request.headers.dpop;
  const { certificateOrigin } = api.address;
  return possessionProblem(api, bound, {
    ...{ scheme, token, method: request.method, path: request.path },
    certificate: provenThumbprint(api, request),
    proof: Array.isArray(header) ? header.join(', ') : header,
    origins: [originOf(api, request.host), ...(certificateOrigin ? [certificateOrigin] : [])],
  });
}

/** RFC 6750 section 3. */
export function challenge(api: Api, reason: BearerReason): Answer {
  const { status, error, description = '', scope, scheme = 'Bearer' } = unanswered(reason);
  const attributes = [`realm="${api.config.name}"`];
  if (error) attributes.push(`error="${error}"`);
  if (description) attributes.push(`error_description="${describable(description)}"`);
  if (scope) attributes.push(`scope="${scope}"`);
  if (scheme === 'DPoP') attributes.push(`algs="${api.config.dpop.algorithms.join(' ')}"`);
  return json(status, error ? { error, error_description: describable(description) } : {}, {
    ...NO_STORE,
    'www-authenticate': `${scheme} ${attributes.join(', ')}`,
    // RFC 9449 section 9: the error that demands a nonce supplies one.
    ...(error === 'use_dpop_nonce' ? { 'dpop-nonce': freshNonce(api) } : {}),
  });
}
