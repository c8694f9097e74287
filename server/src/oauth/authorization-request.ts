import type { Api } from '../api.ts';
import { type DialectName, resourcesOf } from '../config/index.ts';
import { decodeForm, Params } from '../http/params.ts';
import { ok, type Result, refused } from '../lib/result.ts';
import type { Client } from '../model/index.ts';
import {
  countDialects,
  type Dialect,
  dialectsOf,
  inStandardForm,
  type Pairs,
  redirectUrisOf,
  waiverOf,
} from './dialects/index.ts';
import { type OAuthProblem, onTheWire } from './errors.ts';
import { clientNamed, paramsProblem, readParams, scopeRulesFor } from './parameters.ts';
import { errorRedirect, type ResponseTarget } from './rules/authorization-response.ts';
import type { WireError } from './rules/description.ts';
import { readChallenge } from './rules/pkce.ts';
import { chooseRedirectUri, type RedirectProblem } from './rules/redirect-uri.ts';
import { readResources } from './rules/resource.ts';
import { chooseScopes } from './rules/scope.ts';

const LONGEST_STATE = 2048;

/** An authorization request (RFC 6749 section 4.1.1) in which nothing is left to check but the user's will. */
export interface AuthorizationRequest {
  client: Client;
  /** Where the answer goes. */
  redirectUri: string;
  /** As the client sent it, after dialects: what the token request has to repeat. */
  sentRedirectUri: string | null;
  state: string | null;
  scopes: string[];
  codeChallenge: string | null;
  /** Resource indicators; empty: the whole API. */
  audience: string[];
  /** Values of `prompt` (OpenID Connect Core section 3.1.2.1), each once. */
  prompt: string[];
  /** Dialects that this request needed, for the audit log. */
  dialects: DialectName[];
}

/**
 * `page`: the user must be told, and the browser must not be sent anywhere, because it is not known that the
 * address is the client's. `redirect`: the client is told.
 */
export type AuthorizationProblem =
  | { show: 'page'; status: number; code: string; title: string; detail: string }
  | {
      show: 'redirect';
      location: string;
      client: Client;
      error: WireError;
      description: string;
    };

/**
 * Reads an authorization request from a query string as it was sent, without the question mark. Never throws
 * for anything that a browser can be made to send.
 */
export async function readAuthorizationRequest(
  api: Api,
  query: string,
): Promise<Result<AuthorizationRequest, AuthorizationProblem>> {
  const decoded = decodeForm(query);
  if (!decoded.ok) return refused(page(onTheWire(paramsProblem(decoded.problem)).description));
  const known = await clientNamed(api, decoded.value);
  const dialects = dialectsOf(api.config, known?.client);
  const { pairs, used } = inStandardForm(dialects, 'authorizationRequest', decoded.value);
  countDialects(api, used);

  // RFC 6749 section 4.1.2.1: until client and redirect URI are known to belong together, nobody is redirected.
  const ends = Params.of(pairs.filter(([name]) => name === 'client_id' || name === 'redirect_uri'));
  if (!ends.ok) return refused(page(onTheWire(paramsProblem(ends.problem)).description));
  const clientId = ends.value.get('client_id');
  if (clientId === undefined) return refused(page('The link does not say which application it is for.'));
  const client = known?.client;
  if (client?.id !== clientId) return refused(UNKNOWN_CLIENT);
  const sentRedirectUri = ends.value.get('redirect_uri');
  const redirectUri = chooseRedirectUri(redirectUrisOf(dialects, client), sentRedirectUri);
  if (!redirectUri.ok) return refused(redirectPage(client, redirectUri.problem));

  const target = { redirectUri: redirectUri.value, state: stateIn(pairs) };
  const asked = readAsked(api, client, dialects, pairs);
  if (!asked.ok) return refused(redirect(api, client, target, asked.problem));
  countDialects(api, asked.value.waived);
  const { waived, ...rest } = asked.value;
  return ok({
    client,
    ...target,
    sentRedirectUri: sentRedirectUri ?? null,
    ...rest,
    dialects: [...used, ...waived],
  });
}

type Asked = Pick<AuthorizationRequest, 'scopes' | 'codeChallenge' | 'audience' | 'prompt'> & {
  waived: DialectName[];
};

/** What is asked for, once it is known who asks: from here on the client can be told what is wrong. */
function readAsked(
  api: Api,
  client: Client,
  dialects: readonly Dialect[],
  pairs: Pairs,
): Result<Asked, OAuthProblem> {
  const read = readParams(pairs);
  if (!read.ok) return read;
  const params = read.value;
  if ((params.get('state')?.length ?? 0) > LONGEST_STATE) return refused({ reason: 'state_too_long' });
  // Ignoring a request object could mean doing what its signer did not ask for (RFC 9101 section 6.3).
  if (params.has('request')) return refused({ reason: 'request_object' });
  if (params.has('request_uri')) return refused({ reason: 'request_uri' });
  const responseType = params.get('response_type');
  if (responseType === undefined) return refused({ reason: 'parameter_missing', about: 'response_type' });
  if (responseType !== 'code') return refused({ reason: 'response_type_unsupported' });
  if ((params.get('response_mode') ?? 'query') !== 'query') {
    return refused({ reason: 'response_mode_unsupported' });
  }
  if (!client.grantTypes.includes('authorization_code')) {
    return refused({ reason: 'client_may_not_authorize' });
  }

  const sent = { challenge: params.get('code_challenge'), method: params.get('code_challenge_method') };
  const waiver = sent.challenge === undefined ? waiverOf(dialects, 'challenge', client) : null;
  const challenge = readChallenge(sent, waiver === null);
  if (!challenge.ok) return refused({ reason: challenge.problem });

  const scopes = chooseScopes(params.get('scope'), scopeRulesFor(api.config, client));
  if (!scopes.ok) return refused({ reason: scopes.problem.reason, about: scopes.problem.scope });
  const audience = readResources(params.all('resource'), resourcesOf(api.address));
  if (!audience.ok) return refused({ reason: audience.problem });

  const prompt = [...new Set((params.get('prompt') ?? '').split(' ').filter((value) => value !== ''))];
  if (prompt.includes('none') && prompt.length > 1) return refused({ reason: 'prompt_none_with_others' });
  return ok({
    scopes: scopes.value,
    codeChallenge: challenge.value,
    audience: audience.value,
    prompt,
    waived: waiver === null ? [] : [waiver],
  });
}

/** Byte for byte as sent, even in a request that is otherwise wrong; which of two is meant nobody can say. */
function stateIn(pairs: Pairs): string | null {
  const states = pairs.filter(([name, value]) => name === 'state' && value !== '');
  return states.length === 1 ? (states[0]?.[1] ?? null) : null;
}

function redirect(
  api: Api,
  client: Client,
  target: ResponseTarget,
  problem: OAuthProblem,
): AuthorizationProblem {
  const { error, description } = onTheWire(problem);
  const location = errorRedirect(api, target, error, description);
  return { show: 'redirect', location, client, error, description };
}

const UNKNOWN_CLIENT: AuthorizationProblem = {
  show: 'page',
  status: 400,
  code: 'unknown_client',
  title: 'This application is not known here',
  detail:
    'The link names an application that is not registered, or no longer. Ask whoever gave you the link.',
};

function page(detail: string): AuthorizationProblem {
  return { show: 'page', status: 400, code: 'invalid_request', title: 'This link is not complete', detail };
}

function redirectPage(client: Client, problem: RedirectProblem): AuthorizationProblem {
  return {
    show: 'page',
    status: 400,
    code: 'invalid_redirect_uri',
    title: `${client.name} cannot be connected by this link`,
    detail: `${redirectDetail(problem)} Nothing was shared. Tell the makers of ${client.name}.`,
  };
}

function redirectDetail(problem: RedirectProblem): string {
  switch (problem) {
    case 'no_redirect_uri_registered':
      return 'The application has not registered an address to return to.';
    case 'redirect_uri_ambiguous':
      return 'The application has registered several addresses to return to, and the link (redirect_uri) names none.';
    case 'redirect_uri_unregistered':
      return 'The address to return to (redirect_uri) is not one that the application has registered, character for character.';
  }
}
