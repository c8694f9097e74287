import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { SignInWanted } from '../../signin/hand-over/asked.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/** In characters. */
const LONGEST = 200;

/** Returns what an authorization request wants of the sign-in, for the application that does it. */
export function signInWanted(
  { config }: Pick<Api, 'config'>,
  { query }: Inbound,
  { client, redirectUri, consentScopes, prompt, openid, uiLocales }: AuthorizationRequest,
): SignInWanted {
  const sent = (name: string) => new URLSearchParams(query).get(name)?.slice(0, LONGEST) ?? null;
  return {
    clientId: client.id,
    redirectUri,
    scopes: consentScopes,
    loginHint: openid?.loginHint ?? null,
    prompt,
    maxAge: openid?.maxAge ?? null,
    uiLocales,
    tenant: sent(config.tenant.field),
    message: null,
  };
}
