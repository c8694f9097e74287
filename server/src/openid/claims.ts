import type { Api } from '../api.ts';
import { SCOPE_CLAIMS } from '../config/index.ts';
import type { ClaimRequest, Membership, User } from '../model/index.ts';

/** The user that the claims describe, in the tenant that they chose. */
export interface ClaimSubject {
  user: User;
  membership: Membership;
}

/**
 * Claims of the protocol itself; a client cannot set them by requesting them (OpenID Connect Core section 2).
 */
const OF_THE_PROTOCOL = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'azp',
  'at_hash',
  'c_hash',
  's_hash',
  'sid',
  'events',
  'cnf',
]);

/** Returns the scope that covers a claim. A claim that no OpenID scope names belongs to `profile`. */
export function scopeOfClaim(name: string): string {
  return Object.keys(SCOPE_CLAIMS).find((scope) => SCOPE_CLAIMS[scope]?.includes(name)) ?? 'profile';
}

/** Returns every claim that this API supports (`claims_supported`). */
export function claimNames({ config }: Pick<Api, 'config'>): string[] {
  const more = (config.signIn?.claims?.names ?? []).filter((name) => !OF_THE_PROTOCOL.has(name));
  return [...new Set(['name', 'email', 'email_verified', config.tenant.field, ...more])];
}

/**
 * Returns claims about a user (Core section 5): those that the scopes stand for and those requested by name,
 * if the user's consent covers them. Leaves out an unknown or unavailable claim (section 5.3.2).
 *
 * @param asked `scopes` of the token, and `requested`: the part of the `claims` parameter for this place
 * @param agreed scopes that the user's consent covers now
 */
export async function claimsAbout(
  api: Api,
  subject: ClaimSubject,
  asked: {
    scopes: readonly string[];
    requested: Record<string, ClaimRequest | null>;
    agreed: readonly string[];
  },
): Promise<Record<string, unknown>> {
  const wanted = claimNames(api).filter((name) => {
    const scope = scopeOfClaim(name);
    return (
      asked.agreed.includes(scope) && (asked.scopes.includes(scope) || Object.hasOwn(asked.requested, name))
    );
  });
  if (wanted.length === 0) return {};
  const known = await allClaims(api, subject);
  return Object.fromEntries(
    wanted.map((name) => [name, known[name]]).filter(([, value]) => value !== undefined && value !== null),
  );
}

async function allClaims(api: Api, { user, membership }: ClaimSubject): Promise<Record<string, unknown>> {
  const { signIn, tenant } = api.config;
  const listed = await moreClaims(api, { user, membership });
  const accounts = await api.store.outsideAccountsOf(user.id);
  const founding = accounts.find((account) => account.founding);
  return {
    name: user.name,
    [tenant.field]: membership.tenantId,
    ...listed,
    // Whether an address that Latchkey knows was verified is the API owner's statement. For somebody whom another system
    // signs in it is that system's, because relying parties link accounts by it.
    email: user.email,
    email_verified: founding?.emailVerified ?? signIn?.emailsVerified ?? false,
  };
}

/**
 * Claims that the API supplies. An error leaves them out, so that a missing telephone number does not block a
 * sign-in.
 */
async function moreClaims(api: Api, { user, membership }: ClaimSubject): Promise<Record<string, unknown>> {
  const more = api.config.signIn?.claims;
  if (!more) return {};
  try {
    return await more.list({
      user: { id: user.id, email: user.email, name: user.name },
      tenant: { id: membership.tenantId, name: membership.tenantName },
    });
  } catch (error) {
    api.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'signIn.claims failed');
    return {};
  }
}
