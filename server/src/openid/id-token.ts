import { createHash } from 'node:crypto';
import type { Api } from '../api.ts';
import type { SigningAlgorithm } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { AuthorizationContext, Client, PresentedGrant, TokenFamily } from '../model/index.ts';
import { mayRefresh } from '../rules/client/grant-types.ts';
import { signJwt } from '../tokens/jwt.ts';
import type { SigningKey } from '../tokens/keys.ts';
import { subjectFor } from '../tokens/subject.ts';
import { claimsAbout } from './claims.ts';

/** `typ` of ID tokens. Every other JWT of this server has its own type. */
export const ID_TOKEN_TYPE = 'JWT';

/**
 * The algorithm if the client registered none: RS256 (OpenID Connect Registration section 2), if there is a
 * key for it.
 */
const DEFAULT_ALGORITHM: SigningAlgorithm = 'RS256';

export interface IdTokenOrder {
  client: Client;
  family: TokenFamily;
  grant: Pick<PresentedGrant, 'scopes'>;
  /** The scopes of the access token that accompanies the ID token. */
  scopes: readonly string[];
  accessToken: string;
  /**
   * Whether this answers the request that carried the nonce; a refreshed ID token SHOULD NOT have one (Core
   * section 12.2).
   */
  first: boolean;
}

/**
 * Returns whether claims that this server signed belong to an ID token, rather than a signed answer or
 * userinfo.
 */
export function isIdToken({ address }: Pick<Api, 'address'>, claims: Record<string, unknown>): boolean {
  return claims.iss === address.issuer && typeof claims.sub === 'string' && typeof claims.iat === 'number';
}

/** Returns whether an authorization with these scopes is a sign-in (Core section 3.1.2.1). */
export function isSignIn({ config }: Pick<Api, 'config'>, scopes: readonly string[]): boolean {
  return config.signIn !== null && scopes.includes('openid');
}

/**
 * Returns whether an authorization yields a refresh token. A sign-in requests it by `offline_access` (Core
 * section 11); otherwise the client's registration decides.
 */
export function staysConnected(api: Pick<Api, 'config'>, client: Client, scopes: readonly string[]): boolean {
  if (!mayRefresh(client)) return false;
  return !isSignIn(api, scopes) || scopes.includes('offline_access');
}

/**
 * Returns the `id_token` member of a token response (Core sections 3.1.3.3 and 12.2), or nothing if `openid`
 * was not granted.
 */
export async function idTokenMember(api: Api, order: IdTokenOrder): Promise<{ id_token?: string }> {
  if (!isSignIn(api, order.scopes)) return {};
  const { client, family } = order;
  const { context } = family;
  const now = api.clock.now();
  const key = idTokenKey(api, client);
  return {
    id_token: signJwt(key, ID_TOKEN_TYPE, {
      ...(await requestedClaims(api, order)),
      iss: api.address.issuer,
      sub: subjectFor(api.keys, client, family.userId),
      aud: client.id,
      iat: Math.floor(now / SECOND),
      exp: Math.floor(now / SECOND) + api.config.lifetimes.idToken,
      ...(context.authenticatedAt === null
        ? {}
        : { auth_time: Math.floor(context.authenticatedAt / SECOND) }),
      ...(order.first && context.nonce !== null ? { nonce: context.nonce } : {}),
      ...(context.acr === null ? {} : { acr: context.acr }),
      ...amrMember(context),
      at_hash: halfHash(key, order.accessToken),
      ...sessionMember(order),
    }),
  };
}

/** Contexts of before `amr` was kept are of passwords. */
function amrMember({ acr, amr }: AuthorizationContext): { amr?: readonly string[] } {
  const known = amr ?? (acr === null ? [] : ['pwd']);
  return known.length === 0 ? {} : { amr: known };
}

/** `sid` is included only for a client that receives logout notices (Back-Channel Logout section 2.1). */
function sessionMember({ client, family: { context } }: IdTokenOrder): { sid?: string } {
  if (context.sessionId === null || client.settings.backchannelLogoutUri === undefined) return {};
  return { sid: context.sessionId };
}

/**
 * Returns the key that the client registered for its ID tokens. Falls back to the default if no key of that
 * algorithm is left.
 */
export function idTokenKey({ keys }: Pick<Api, 'keys'>, { settings }: Client): SigningKey {
  const offered = keys.algorithms();
  const wanted = offered.find((each) => each === settings.idTokenAlgorithm);
  return keys.signing(wanted ?? offered.find((each) => each === DEFAULT_ALGORITHM));
}

/** Returns the claims that the `claims` parameter requested for the ID token (Core section 5.5). */
async function requestedClaims(api: Api, { family, grant }: IdTokenOrder): Promise<Record<string, unknown>> {
  const requested = family.context.claims?.id_token;
  if (!requested) return {};
  const user = await api.store.userById(family.userId);
  const membership = await api.store.membership(family.userId, family.tenantId);
  if (!user || !membership) return {};
  return claimsAbout(api, { user, membership }, { scopes: [], requested, agreed: grant.scopes });
}

/**
 * The left half of the token's hash, by the hash of the signing algorithm (Core section 3.1.3.6; SHA-512 for
 * Ed25519).
 */
function halfHash({ algorithm }: SigningKey, token: string): string {
  const hash = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token)
    .digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}
