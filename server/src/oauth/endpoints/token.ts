import type { Api } from '../../api.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Result } from '../../lib/result.ts';
import { authenticateClient } from '../client-auth/index.ts';
import type { OAuthProblem } from '../errors.ts';
import type { TokenResponse } from '../grants/grant.ts';
import { selectGrant } from '../grants/index.ts';
import { refuse } from '../refusal.ts';
import { parseTokenForm } from '../token-form.ts';

/** The token endpoint (RFC 6749 section 3.2). Answers on every domain; a token keeps the mode of its client. */
export function tokenEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const outcome = await exchange(api, request);
    return outcome.ok ? json(200, outcome.value, NO_STORE) : refuse(api, request, outcome.problem);
  };
}

async function exchange(api: Api, request: Inbound): Promise<Result<TokenResponse, OAuthProblem>> {
  const form = await parseTokenForm(api, request);
  if (!form.ok) return form;
  const client = await authenticateClient(api, request, form.value);
  if (!client.ok) return client;
  const grant = selectGrant(form.value, client.value);
  if (!grant.ok) return grant;
  return grant.value.handle(api, request, form.value, client.value, null);
}
