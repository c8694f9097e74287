import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';
import { decodeForm, Params } from '../../http/params.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientId, TokenHash } from '../../model/index.ts';
import {
  AUTHORIZATION_CODE,
  type AuthorizationDetail,
  type Client,
  type Confirmation,
  isPublic,
} from '../../model/index.ts';
import { grantTypeProblem } from '../../rules/client/grant-types.ts';
import { isStopped } from '../../rules/client/standing.ts';
import type { ResponseTarget } from '../../rules/request/authorization-response.ts';
import { readChallenge } from '../../rules/request/pkce.ts';
import { chooseRedirectUri } from '../../rules/request/redirect-uri.ts';
import type { RequestObject } from '../../rules/request/request-object.ts';
import { type ResponseMode, responseModeIn, responseModeProblem } from '../../rules/request/response-mode.ts';
import { chooseScopes } from '../../rules/scope/scope.ts';
import { isThumbprint } from '../../rules/token/confirmation.ts';
import { withoutNotes } from '../../signin/own-notes.ts';
import { sentence } from '../../words/sentence.ts';
import { readDetails } from '../asked/details.ts';
import { resourcesFor } from '../asked/resources.ts';
import { scopeRulesFor } from '../asked/scope-rules.ts';
import {
  countDialects,
  type Dialect,
  dialectsOf,
  inStandardForm,
  type Pairs,
  redirectUrisOf,
  waiverOf,
} from '../dialects/index.ts';
import { type OAuthProblem, onTheWire } from '../errors/problem.ts';
import { lookUpClient } from '../form/known-client.ts';
import { paramsProblem, readParams } from '../form/parameters.ts';
import { type ResolvedRequest, resolveRequest } from '../requests/resolve.ts';
import { type OpenIdRequest, readOpenIdRequest, scopesToConsentTo } from './openid-request.ts';
import {
  type AuthorizationProblem,
  answerRefused,
  page,
  type RefusedRequest,
  stoppedClient,
  UNKNOWN_CLIENT,
  unusableDocument,
  unusableLink,
} from './refused-request.ts';

const LONGEST_STATE = 8_192;
/** In characters. */
const LONGEST_LOCALES = 200;
/**
 * In characters. With the browser's headers and our note about signing in, it has to fit into a request
 * again.
 */
export const LONGEST_QUERY = 12_288;

export const TOO_LONG = sentence('linkTooLong', LONGEST_QUERY);

/** An authorization request (RFC 6749 section 4.1.1) that passed every check except the user's decision. */
export interface AuthorizationRequest {
  client: Client;
  clientId: ClientId;
  /** The redirect URI for the answer. */
  redirectUri: string;
  /** As the client sent it, after dialects: the token request has to repeat it. */
  sentRedirectUri: string | null;
  state: string | null;
  scopes: readonly string[];
  codeChallenge: string | null;
  /** Resource indicators; empty: the whole API. */
  audience: readonly string[];
  /** Values of `prompt` (OpenID Connect Core section 3.1.2.1), each once. */
  prompt: string[];
  /** Tags of the languages that the client asks for, the best first. */
  uiLocales: string[];
  /** The members of a sign-in; `null` when the request is none. */
  openid: OpenIdRequest | null;
  /**
   * The scopes that the user has to agree to: the requested ones and those behind claims requested by name.
   */
  consentScopes: string[];
  /** The key that redeeming the code must prove (RFC 9449 section 10). */
  confirmation: Confirmation | null;
  responseMode: ResponseMode;
  responseAlgorithm: string | null;
  /** Rich authorization details (RFC 9396), each valid by its type's schema. */
  authorizationDetails: readonly AuthorizationDetail[];
  /** The hash of a stored request, which a decision consumes. */
  stored: TokenHash | null;
  /** The signed object with its parameters, if it came with this request and has to be stored first. */
  signed: { object: RequestObject; pairs: Pairs } | null;
  /** Dialects that this request used, for the audit log. */
  dialects: DialectName[];
}

/**
 * Reads an authorization request from a query string as sent, without the question mark. Never throws,
 * whatever a browser sends. With `own` it may use dialects that are only for the client's own tenant.
 *
 * @param ip the client's address, if it is known
 */
export async function readAuthorizationRequest(
  api: Api,
  query: string,
  towards: 'everybody' | 'own' = 'own',
  ip = '',
): Promise<Result<AuthorizationRequest, AuthorizationProblem>> {
  if (withoutNotes(query).length > LONGEST_QUERY) return refused(unusableLink(TOO_LONG));
  const decoded = decodeForm(query);
  if (!decoded.ok) return refused(page(onTheWire(paramsProblem(decoded.problem)).description));
  const found = await lookUpClient(api, decoded.value, ip);
  const known = found.ok ? found.value : null;
  const dialects = dialectsOf(api.config, known?.client, towards);
  const { pairs, used } = inStandardForm(dialects, 'authorizationRequest', decoded.value);
  countDialects(api, used);

  // RFC 6749 section 4.1.2.1: until the redirect URI is known to belong to the client, the server "MUST NOT
  // automatically redirect the user-agent to the invalid redirection URI".
  const ends = Params.of(pairs.filter(([name]) => ENDS.has(name)));
  if (!ends.ok) return refused(page(onTheWire(paramsProblem(ends.problem)).description));
  const clientId = ends.value.get('client_id');
  if (clientId === undefined) return refused(unusableLink(sentence('linkWithoutApplication')));
  const client = known?.client;
  if (client?.id !== clientId) return refused(found.ok ? UNKNOWN_CLIENT : unusableDocument(found.problem));
  if (isStopped(client)) return refused(stoppedClient(client));

  const resolved = await resolveRequest(api, client, pairs);
  const read = resolved.ok
    ? await checkAuthorizationRequest(api, client, dialects, resolved.value)
    : refused({ problem: resolved.problem, target: outerTarget(client, dialects, pairs) });
  if (!read.ok) return refused(answerRefused(api, client, read.problem));
  countDialects(api, read.value.dialects);
  return ok({ ...read.value, dialects: [...used, ...read.value.dialects] });
}

/** The parameters that identify the client, the redirect URI, and the source of the other parameters. */
const ENDS = new Set(['client_id', 'redirect_uri', 'request', 'request_uri']);

/**
 * Checks everything about a request that can be checked before a user is asked, whether it came in a link or
 * was pushed (RFC 9126 section 2.1). `dialects` of the result are those that waived a requirement.
 */
export async function checkAuthorizationRequest(
  api: Api,
  client: Client,
  dialects: readonly Dialect[],
  resolved: ResolvedRequest,
): Promise<Result<AuthorizationRequest, RefusedRequest>> {
  const { pairs, stored, object } = resolved;
  const ends = readParams(pairs.filter(([name]) => ENDS.has(name)));
  if (!ends.ok) return refused({ problem: ends.problem, target: null });
  const sentRedirectUri = ends.value.get('redirect_uri');
  if (api.config.requireRedirectUri && sentRedirectUri === undefined) {
    return refused({ problem: { reason: 'parameter_missing', parameter: 'redirect_uri' }, target: null });
  }
  const redirectUri = chooseRedirectUri(redirectUrisOf(dialects, client), sentRedirectUri, isPublic(client));
  if (!redirectUri.ok) return refused({ problem: { reason: redirectUri.problem }, target: null });

  const target = targetOf(client, redirectUri.value, pairs);
  const unmet = unmetDemand(api, client, resolved);
  if (unmet) return refused({ problem: { reason: unmet }, target });
  const asked = await readAsked(api, client, dialects, pairs, target);
  if (!asked.ok) return refused({ problem: asked.problem, target });
  const { waived, ...rest } = asked.value;
  return ok({
    client,
    ...target,
    sentRedirectUri: sentRedirectUri ?? null,
    ...rest,
    stored,
    signed: object && { object, pairs },
    dialects: waived,
  });
}

/** Returns the demand on this client's requests that this one does not meet, or `null` if it meets all. */
function unmetDemand(
  { config }: Api,
  { settings }: Client,
  { pushed, signed }: ResolvedRequest,
): 'push_required' | 'request_object_required' | null {
  const mustPush = config.requirePushedAuthorization || settings.requiresPushedRequests === true;
  if (mustPush && !pushed) return 'push_required';
  return settings.requiresSignedRequests === true && !signed ? 'request_object_required' : null;
}

type Asked = Pick<
  AuthorizationRequest,
  | 'scopes'
  | 'openid'
  | 'consentScopes'
  | 'codeChallenge'
  | 'audience'
  | 'prompt'
  | 'uiLocales'
  | 'confirmation'
  | 'authorizationDetails'
> & {
  waived: DialectName[];
};

/**
 * Reads everything except client and redirect URI. These are known to belong together, so errors are sent to
 * the client.
 */
async function readAsked(
  api: Api,
  client: Client,
  dialects: readonly Dialect[],
  pairs: Pairs,
  target: ResponseTarget,
): Promise<Result<Asked, OAuthProblem>> {
  const read = readParams(pairs);
  if (!read.ok) return read;
  const params = read.value;
  if ((params.get('state')?.length ?? 0) > LONGEST_STATE)
    return refused({ reason: 'state_too_long', longest: LONGEST_STATE });
  const responseType = params.get('response_type');
  if (responseType === undefined) return refused({ reason: 'parameter_missing', parameter: 'response_type' });
  if (responseType !== 'code') return refused({ reason: 'response_type_unsupported' });
  const unanswerable = responseModeProblem(params.get('response_mode'), target);
  if (unanswerable) return refused({ reason: unanswerable });
  if (grantTypeProblem(client, AUTHORIZATION_CODE)) {
    return refused({ reason: 'client_may_not_authorize' });
  }

  const sent = { challenge: params.get('code_challenge'), method: params.get('code_challenge_method') };
  const waiver = sent.challenge === undefined ? waiverOf(dialects, 'challenge', client) : null;
  const challenge = readChallenge(sent, waiver === null);
  if (!challenge.ok) return refused({ reason: challenge.problem });

  const details = readDetails(api, client, params.get('authorization_details'));
  if (!details.ok) return details;
  const rules = scopeRulesFor(api.config, client);
  const scopes = chooseScopes(params.get('scope'), { ...rules, mayBeNone: details.value.length > 0 });
  if (!scopes.ok) return refused(scopes.problem);
  const audience = await resourcesFor(api, client, params.all('resource'));
  if (!audience.ok) return refused({ reason: audience.problem });
  const jkt = params.get('dpop_jkt');
  if (jkt !== undefined && !isThumbprint(jkt)) return refused({ reason: 'key_thumbprint_malformed' });
  const prompt = [...new Set((params.get('prompt') ?? '').split(' ').filter((value) => value !== ''))];
  if (prompt.includes('none') && prompt.length > 1) return refused({ reason: 'prompt_none_with_others' });
  const openid = readOpenIdRequest(api, client, params, scopes.value);
  if (!openid.ok) return openid;
  return ok({
    scopes: scopes.value,
    codeChallenge: challenge.value,
    audience: audience.value,
    prompt,
    uiLocales: (params.get('ui_locales') ?? '')
      .slice(0, LONGEST_LOCALES)
      .split(' ')
      .filter((tag) => /^[A-Za-z0-9-]{2,35}$/.test(tag)),
    openid: openid.value,
    consentScopes: scopesToConsentTo(api, client, scopes.value, openid.value),
    authorizationDetails: details.value,
    confirmation: jkt === undefined ? null : { jkt },
    waived: waiver === null ? [] : [waiver],
  });
}

/**
 * Returns `state` byte for byte as sent, also for an invalid request. Returns `null` if it is repeated,
 * because the meant one is unknown.
 */
function stateIn(pairs: Pairs): string | null {
  const states = pairs.filter(([name, value]) => name === 'state' && value !== '');
  return states.length === 1 ? (states[0]?.[1] ?? null) : null;
}

function targetOf(client: Client, redirectUri: string, pairs: Pairs): ResponseTarget {
  return {
    clientId: client.id,
    redirectUri,
    state: stateIn(pairs),
    responseMode: responseModeIn(pairs),
    responseAlgorithm: client.settings.responseAlgorithm ?? null,
  };
}

/**
 * Returns the target for errors of a request whose real parameters cannot be read: the redirect URI in its
 * link, if that is registered.
 */
function outerTarget(client: Client, dialects: readonly Dialect[], pairs: Pairs): ResponseTarget | null {
  const sent = pairs.find(([name, value]) => name === 'redirect_uri' && value !== '')?.[1];
  if (sent === undefined) return null;
  const redirectUri = chooseRedirectUri(redirectUrisOf(dialects, client), sent, isPublic(client));
  return redirectUri.ok ? targetOf(client, redirectUri.value, pairs) : null;
}
