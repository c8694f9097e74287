import { createHmac } from 'node:crypto';
import type { IDToken } from 'openid-client';
import type { Api } from '../../api.ts';
import { originAt } from '../../config/addressing/address.ts';
import type { SignInProvider } from '../../config/index.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { SignInChallenge, UserId } from '../../model/index.ts';
import { notAccepted } from '../../rules/sign-in/mapping.ts';
import { type Begun, beginChallenge, type ChallengeProblem, takeChallenge } from '../challenge.ts';
import { knownProvider } from './known.ts';

/** Providers send browsers back to this path, each to one of its own, so that one cannot pass for another. */
export const FROM = '/sign-in/from';

/** Stored with a challenge of purpose `provider`. */
export interface ProviderAsked {
  provider: string;
  returnTo: string;
  kept: string | null;
  /** The person to whom the account is to be linked; `null` for a sign-in. */
  linkTo: UserId | null;
  /** A new sign-in is asked for (`prompt=login`, `max_age=0`): by a client, or to prove who somebody is who is signed in here. */
  anew: 'client' | 'proof' | null;
}

export type ProviderProblem =
  | ChallengeProblem
  /** The provider cannot be asked. */
  | 'unavailable'
  /** The person or the provider refused. */
  | 'refused'
  /** The answer does not hold: signature, audience, nonce, issuer, code. */
  | 'invalid'
  /** The person has no claim that the configuration demands. */
  | 'not_accepted'
  /** The provider does not say that the person signed in just now. */
  | 'not_anew';

/** The redirect URI to register with the provider. */
export function redirectUriOf(
  api: Pick<Api, 'address'>,
  host: string,
  provider: Pick<SignInProvider, 'id'>,
): string {
  return `${originAt(api.address.origin, host)}${FROM}/${encodeURIComponent(provider.id)}`;
}

/**
 * Begins a sign-in at a provider. `state` is the challenge; nonce (OpenID Connect Core section 3.1.2.1) and verifier
 * (RFC 7636) follow from it by a key of the server, so that nothing secret is stored.
 */
export async function beginAtProvider(
  api: Api,
  request: Inbound,
  provider: SignInProvider,
  asked: ProviderAsked,
): Promise<Result<Begun & { location: string }, { wait: number } | 'unavailable'>> {
  const configuration = await knownProvider(api, provider);
  if (!configuration) return refused('unavailable');
  const begun = await beginChallenge(api, request, {
    purpose: 'provider',
    asked: { ...asked },
    answered: true,
  });
  if (!begun.ok) return refused({ wait: begun.problem });
  const { secret } = begun.value;
  const library = await import('openid-client');
  const location = library.buildAuthorizationUrl(configuration, {
    ...provider.parameters,
    redirect_uri: redirectUriOf(api, request.host, provider),
    scope: provider.scopes.join(' '),
    state: secret,
    nonce: derived(api, 'nonce', secret),
    code_challenge: await library.calculatePKCECodeChallenge(derived(api, 'verifier', secret)),
    code_challenge_method: 'S256',
    ...(asked.anew ? { prompt: 'login', max_age: '0' } : {}),
  });
  return ok({ ...begun.value, location: location.href });
}

/** An account at a provider, as its ID token proves it. */
export interface Arrived {
  claims: IDToken;
  challenge: SignInChallenge;
  asked: ProviderAsked;
}

/** Takes the answer that a browser brings from a provider, once, and proves it by the provider's token endpoint and keys. */
export async function arriveFromProvider(
  api: Api,
  request: Inbound,
  provider: SignInProvider,
): Promise<Result<Arrived, ProviderProblem>> {
  const state = new URLSearchParams(request.query).get('state');
  const taken = await takeChallenge(api, request, 'provider', state);
  if (!taken.ok) return taken;
  const asked = taken.value.asked as unknown as ProviderAsked;
  // Mix-up (RFC 9207 section 1): another provider must not bring the answer to this one's request.
  if (asked.provider !== provider.id || state === null) return refused('invalid');
  const configuration = await knownProvider(api, provider);
  if (!configuration) return refused('unavailable');
  const library = await import('openid-client');
  const redirected = new URL(`${redirectUriOf(api, request.host, provider)}?${request.query}`);
  try {
    const tokens = await library.authorizationCodeGrant(configuration, redirected, {
      expectedState: state,
      expectedNonce: derived(api, 'nonce', state),
      pkceCodeVerifier: derived(api, 'verifier', state),
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) return refused('invalid');
    if (notAccepted(provider.accepts, claims)) return refused('not_accepted');
    const since = Math.floor(taken.value.createdAt / 1_000) - TOLERANCE;
    if (!isAnew(asked, claims.auth_time, since)) return refused('not_anew');
    return ok({ claims, challenge: taken.value, asked });
  } catch (error) {
    const isRefusal = error instanceof library.AuthorizationResponseError;
    // The library names the check; its message has nothing of what was sent.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    api.log.warn({ provider: provider.id, code }, 'a sign-in at an OpenID provider was refused');
    return refused(isRefusal ? 'refused' : 'invalid');
  }
}

/**
 * A client that asks for a new sign-in is told of none that the provider does not vouch for. As a proof here, one counts that the provider
 * says nothing of: some never tell the time, and their people have no other way.
 */
function isAnew({ anew }: ProviderAsked, authTime: unknown, since: number): boolean {
  if (anew === null || (anew === 'proof' && authTime === undefined)) return true;
  return typeof authTime === 'number' && authTime >= since;
}

/** The clocks of two machines may differ by so much. In seconds. */
const TOLERANCE = 5;

function derived({ keys }: Api, purpose: 'nonce' | 'verifier', secret: string): string {
  return createHmac('sha256', keys.form().macKey)
    .update(JSON.stringify(['provider', purpose, secret]))
    .digest('base64url');
}
