import type { Api } from '../../api.ts';
import { recordAnonymous, recordThrottled } from '../../audit/anonymous.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { pathWithoutSecrets } from '../../lib/secrets-in-text.ts';
import { freshNonce } from '../../proof/request-proof.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { type OAuthProblem, onTheWire, type Reason } from './problem.ts';
import { describable } from './wire.ts';

/** A device polls every few seconds; its waiting is not worth a row each time. */
const WAITING: ReadonlySet<Reason> = new Set<Reason>(['device_pending', 'device_slow_down']);

/**
 * Records the inner reason of a refused request in the audit log (see `recordAnonymous` for the limit), and
 * returns the answer of the OAuth endpoint (RFC 6749 section 5.2).
 */
export async function refuse(api: Api, request: Inbound, problem: OAuthProblem): Promise<Answer> {
  const { reason, grant = null, clientId } = problem;
  const row = oauthEvent(api, request, 'token.refused', {
    client: null,
    grant,
    code: reason,
    detail: { path: pathWithoutSecrets(request.path) },
    dialects: problem.dialects ?? [],
  });
  // A request can name a client without being from it, so a refusal counts as unauthenticated even then.
  const { status, error, description } = onTheWire(problem);
  const recordRefusal = status === 429 ? recordThrottled : recordAnonymous;
  if (!WAITING.has(reason)) await recordRefusal(api, { ...row, clientId: clientId ?? null });
  const body = { error, error_description: describable(description) };
  return json(status, body, {
    ...NO_STORE,
    // RFC 6749 section 5.2, RFC 9110 section 15.5.2: a 401 MUST name the scheme to authenticate with.
    ...(status === 401 ? { 'www-authenticate': `Basic realm="${api.config.name}", charset="UTF-8"` } : {}),
    // RFC 9449 section 8: the error that demands a nonce supplies one.
    ...(error === 'use_dpop_nonce' ? { 'dpop-nonce': freshNonce(api) } : {}),
    ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
  });
}
