import type { Api } from '../../api.ts';
import type { Params } from '../../http/params.ts';
import { SECOND } from '../../lib/clock.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { AuthorizationContext, Client, RequestedClaims, Session } from '../../model/index.ts';
import { claimNames, scopeOfClaim } from '../../openid/claims.ts';
import { ID_TOKEN_TYPE, isIdToken, isSignIn } from '../../openid/id-token.ts';
import { readClaims } from '../../rules/request/claims.ts';
import { acrOf, amrOf, authTimeOf, OWN_CLASSES } from '../../rules/sign-in/class.ts';
import { readOwnJwt } from '../../tokens/own-jwt.ts';
import type { OAuthProblem } from '../errors/problem.ts';

/** The parameters of a sign-in beyond OAuth (OpenID Connect Core section 3.1.2.1). */
export interface OpenIdRequest {
  nonce: string | null;
  /** The longest time since the user signed in, in seconds; `null` for no limit. */
  maxAge: number | null;
  claims: RequestedClaims | null;
  /** The text to fill in on the sign-in page. */
  loginHint: string | null;
  /** The only subject that the answer may concern, as this client knows it. */
  subject: string | null;
}

const LONGEST_NONCE = 1_024;
/** Up to ten digits (more than 300 years); a longer text is not a plausible number of seconds. */
const MAX_AGE = /^\d{1,10}$/;

/** Returns `null` for a request that is not a sign-in, in which these parameters have no meaning. */
export function readOpenIdRequest(
  api: Api,
  client: Client,
  params: Params,
  scopes: readonly string[],
): Result<OpenIdRequest | null, OAuthProblem> {
  if (!isSignIn(api, scopes)) return ok(null);
  // Core section 3.1.2.6 defines a separate error for each unsupported feature.
  if (params.has('registration')) return refused({ reason: 'registration_parameter' });
  const nonce = params.get('nonce') ?? null;
  if ((nonce?.length ?? 0) > LONGEST_NONCE)
    return refused({ reason: 'nonce_too_long', longest: LONGEST_NONCE });
  const maxAge = params.get('max_age');
  if (maxAge !== undefined && !MAX_AGE.test(maxAge)) return refused({ reason: 'max_age_malformed' });
  const claims = readClaims(params.get('claims'));
  if (!claims.ok) return refused({ reason: claims.problem });
  if (!acrReachable(api, claims.value)) return refused({ reason: 'acr_unreachable' });
  const hinted = hintedSubject(api, client, params.get('id_token_hint'));
  if (!hinted.ok) return hinted;
  const requested = claims.value?.id_token?.sub?.value ?? claims.value?.userinfo?.sub?.value ?? null;
  const subject = hinted.value ?? (typeof requested === 'string' ? requested : null);
  if (requested !== null && requested !== subject) return refused({ reason: 'subjects_differ' });
  return ok({
    nonce,
    maxAge: maxAge === undefined ? (client.settings.defaultMaxAge ?? null) : Number(maxAge),
    claims: claims.value,
    loginHint: params.get('login_hint')?.slice(0, 254) ?? null,
    subject,
  });
}

/**
 * Returns the scopes that the user has to agree to: the requested ones, and for each claim requested by name
 * its scope, if the client may request it. Otherwise a client could obtain a claim that no page showed.
 */
export function scopesToConsentTo(
  api: Api,
  client: Client,
  scopes: readonly string[],
  openid: OpenIdRequest | null,
): string[] {
  const known = claimNames(api);
  const names = Object.keys({ ...openid?.claims?.id_token, ...openid?.claims?.userinfo });
  const more = names
    .filter((name) => known.includes(name))
    .map(scopeOfClaim)
    .filter((scope) => client.scopes.includes(scope) && Object.hasOwn(api.config.scopes, scope));
  return [...new Set([...scopes, ...more])];
}

/** Returns the properties of a sign-in that the code and all its tokens have to keep. */
export function openIdContext(
  openid: OpenIdRequest | null,
  session: Session,
): Pick<AuthorizationContext, 'acr' | 'amr' | 'claims' | 'nonce' | 'sessionId'> {
  if (!openid) return { acr: null, claims: null, nonce: null, sessionId: null };
  const { claims, nonce } = openid;
  return {
    acr: acrOf(session, claims?.id_token?.acr),
    amr: amrOf(session),
    claims,
    nonce,
    sessionId: session.publicId,
  };
}

/** Returns whether the user signed in recently enough for `max_age`. */
export function isRecent({ maxAge }: OpenIdRequest, session: Session, now: number): boolean {
  const at = authTimeOf(session);
  return maxAge === null || (at !== null && now - at <= maxAge * SECOND);
}

/** Core section 3.1.2.1: the hint must be an ID token of this server for this client; it may have expired. */
function hintedSubject(
  api: Api,
  client: Client,
  hint: string | undefined,
): Result<string | null, OAuthProblem> {
  if (hint === undefined) return ok(null);
  const claims = readOwnJwt(api.keys, hint, ID_TOKEN_TYPE);
  const sub = claims && isIdToken(api, claims) && claims.aud === client.id ? claims.sub : null;
  return typeof sub === 'string' ? ok(sub) : refused({ reason: 'id_token_hint_unusable' });
}

/** Core section 5.5.1.1: an unavailable essential `acr` has to fail; a voluntary one may be ignored. */
function acrReachable({ config }: Api, claims: RequestedClaims | null): boolean {
  const acr = claims?.id_token?.acr;
  if (!acr?.essential) return true;
  const values = acr.values ?? (acr.value === undefined ? null : [acr.value]);
  const { handOver, providers, passwords, passkeys } = config.signInBy;
  // Another system may have the class; the session shows it.
  if (handOver || providers.length > 0) return true;
  const own = passwords || passkeys;
  return values === null || (own && values.some((value) => OWN_CLASSES.includes(String(value))));
}
