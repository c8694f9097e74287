import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { provenThumbprint } from '../../http/presented-certificate.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { nonceHeader } from '../../proof/request-proof.ts';
import { authenticateClient } from '../client-auth/index.ts';
import { answerInDialect, countDialects } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { refuse } from '../errors/refuse.ts';
import { parseTokenForm, type TokenForm } from '../form/token-form.ts';
import { selectGrant } from './grants/index.ts';
import { confirm, proofOf, useProof } from './proved-key.ts';
import type { TokenAnswer } from './token-answer.ts';

/**
 * The token endpoint (RFC 6749 section 3.2). It answers on every domain; a token has the mode of its client.
 */
export function tokenEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const outcome = await exchange(api, request);
    if (!outcome.ok) return refuse(api, request, outcome.problem);
    // Only clients that send proofs need the next nonce (RFC 9449 section 8.2).
    const nonce = request.headers.dpop === undefined ? {} : nonceHeader(api);
    return json(200, outcome.value, { ...NO_STORE, ...nonce });
  };
}

async function exchange(api: Api, request: Inbound): Promise<Result<TokenAnswer, OAuthProblem>> {
  const form = await parseTokenForm(api, request, 'own');
  if (!form.ok) return form;
  const proof = proofOf(api, request);
  if (!proof.ok) return refused({ ...proof.problem, ...concerning(form.value) });
  const client = await authenticateClient(api, request, form.value);
  if (!client.ok) return client;
  const grant = selectGrant(api.config, form.value, client.value);
  if (!grant.ok) return grant;
  const confirmation = confirm(api, client.value, proof.value, provenThumbprint(api, request));
  if (!confirmation.ok) return confirmation;
  const issued = await grant.value.handle({
    api,
    request,
    form: form.value,
    client: client.value,
    confirmation: confirmation.value,
    useProof: () => useProof(api, client.value, proof.value),
  });
  if (!issued.ok) return issued;
  const { answer, used } = answerInDialect(form.value.dialects, issued.value);
  countDialects(api, used);
  return ok(answer);
}

/** The client that a request names without authentication, for the audit log. */
function concerning({ named }: TokenForm): Pick<OAuthProblem, 'clientId'> {
  return named ? { clientId: named.client.id } : {};
}
