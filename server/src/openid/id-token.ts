import { createHash } from 'node:crypto';
import type { Api } from '../api.ts';
import type { SigningAlgorithm } from '../config/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { Client, Grant, TokenFamily } from '../model/index.ts';
import { mayRefresh } from '../rules/client/grant-types.ts';
import { signJwt } from '../tokens/jwt.ts';
import type { SigningKey } from '../tokens/keys.ts';
import { subjectFor } from '../tokens/subject.ts';
import { claimsAbout } from './claims.ts';

/** What is reached by a password, which is the one way to sign in here (OpenID Connect Core section 2, `acr`). */
export const PASSWORD_ACR = 'urn:latchkey:acr:password';

/** `typ` of ID tokens: any other JWT of this server has a type of its own. */
export const ID_TOKEN_TYPE = 'JWT';

/** Where a client registered nothing, RS256 (OpenID Connect Registration section 2), if there is a key for it. */
const DEFAULT_ALGORITHM: SigningAlgorithm = 'RS256';

export interface IdTokenOrder {
  client: Client;
  family: TokenFamily;
  grant: Grant;
  /** Scopes of the access token that the ID token comes with. */
  scopes: readonly string[];
  accessToken: string;
  /** Only the answer to the request that had a nonce carries it (Core section 12.2). */
  first: boolean;
}

/** Whether claims that this server signed are those of an ID token, and not of a signed answer or of userinfo. */
export function isIdToken({ address }: Pick<Api, 'address'>, claims: Record<string, unknown>): boolean {
  return claims.iss === address.issuer && typeof claims.sub === 'string' && typeof claims.iat === 'number';
}

/** Whether an authorization with these scopes is a sign-in (Core section 3.1.2.1). */
export function isSignIn({ config }: Pick<Api, 'config'>, scopes: readonly string[]): boolean {
  return config.signIn !== null && scopes.includes('openid');
}

/**
 * Whether an authorization gives a refresh token. Of one that signs somebody in it is asked for by
 * `offline_access` (Core section 11); otherwise it is the client's registration alone that decides.
 */
export function staysConnected(api: Pick<Api, 'config'>, client: Client, scopes: readonly string[]): boolean {
  if (!mayRefresh(client)) return false;
  return !isSignIn(api, scopes) || scopes.includes('offline_access');
}

/** `id_token` of a token response (Core sections 3.1.3.3 and 12.2); nothing where `openid` was not granted. */
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
      ...(context.acr === null ? {} : { acr: context.acr, amr: ['pwd'] }),
      at_hash: halfHash(key, order.accessToken),
      ...sessionMember(order),
    }),
  };
}

/** Only who is told of the session's end has a use for its name (Back-Channel Logout section 2.1). */
function sessionMember({ client, family: { context } }: IdTokenOrder): { sid?: string } {
  if (context.sessionId === null || client.settings.backchannelLogoutUri === undefined) return {};
  return { sid: context.sessionId };
}

/** The key that a client wants its tokens signed with; one whose algorithm is gone since gets the default. */
export function idTokenKey({ keys }: Pick<Api, 'keys'>, { settings }: Client): SigningKey {
  const offered = keys.algorithms();
  const wanted = offered.find((each) => each === settings.idTokenAlgorithm);
  return keys.signing(wanted ?? offered.find((each) => each === DEFAULT_ALGORITHM));
}

/** What the `claims` parameter asked to have in the ID token (Core section 5.5). */
async function requestedClaims(api: Api, { family, grant }: IdTokenOrder): Promise<Record<string, unknown>> {
  const requested = family.context.claims?.id_token;
  if (!requested) return {};
  const user = await api.store.userById(family.userId);
  const membership = await api.store.membership(family.userId, family.tenantId);
  if (!user || !membership) return {};
  return claimsAbout(api, { user, membership }, { scopes: [], requested, agreed: grant.scopes });
}

/** Left half of the token's hash, by the hash of the signing algorithm (Core section 3.1.3.6; SHA-512 in Ed25519). */
function halfHash({ algorithm }: SigningKey, token: string): string {
  const hash = createHash(algorithm === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token)
    .digest();
  return hash.subarray(0, hash.length / 2).toString('base64url');
}
