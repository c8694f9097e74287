import type { Api } from '../../api.ts';
import { recordAnonymous, recordThrottled } from '../../audit/anonymous.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { pathWithoutSecrets } from '../../lib/secrets-in-text.ts';
import { freshNonce } from '../../proof/request-proof.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { type OAuthProblem, onTheWire, type Reason } from './problem.ts';
import { describable } from './wire.ts';

/** A device that asks every few seconds is told to wait: nothing happened that is worth a row each time. */
const WAITING: ReadonlySet<Reason> = new Set<Reason>(['device_pending', 'device_slow_down']);

/**
 * Answers a refused request of an OAuth endpoint (RFC 6749 section 5.2), after its inner reason is in the audit
 * log (see `recordAnonymous` for how many of a kind).
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
  // Naming a client is not being one, so even a refusal that names one could be anybody's doing.
  const { status, error, description } = onTheWire(problem);
  const recordRefusal = status === 429 ? recordThrottled : recordAnonymous;
  if (!WAITING.has(reason)) await recordRefusal(api, { ...row, clientId: clientId ?? null });
  const body = { error, error_description: describable(description) };
  return json(status, body, {
    ...NO_STORE,
    // RFC 6749 section 5.2, RFC 9110 section 15.5.2: a 401 names the scheme to authenticate with.
    ...(status === 401 ? { 'www-authenticate': `Basic realm="${api.config.name}", charset="UTF-8"` } : {}),
    // RFC 9449 section 8: the answer that asks for a nonce gives it.
    ...(error === 'use_dpop_nonce' ? { 'dpop-nonce': freshNonce(api) } : {}),
    ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
  });
}
