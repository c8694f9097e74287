import type { Api } from '../api.ts';
import { SCOPE_CLAIMS } from '../config/index.ts';
import type { ClaimRequest, Membership, User } from '../model/index.ts';

/** The user that claims are about, in the tenant that they chose. */
export interface ClaimSubject {
  user: User;
  membership: Membership;
}

/** Claims of the protocol itself: nobody can have them set by asking (OpenID Connect Core section 2). */
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

/** The scope that a user agrees to when a claim is told; one that no scope of OpenID names belongs to `profile`. */
export function scopeOfClaim(name: string): string {
  return Object.keys(SCOPE_CLAIMS).find((scope) => SCOPE_CLAIMS[scope]?.includes(name)) ?? 'profile';
}

/** Every claim that this API can tell (`claims_supported`). */
export function claimNames({ config }: Pick<Api, 'config'>): string[] {
  const more = (config.signIn?.claims?.names ?? []).filter((name) => !OF_THE_PROTOCOL.has(name));
  return [...new Set(['name', 'email', 'email_verified', config.tenant.field, ...more])];
}

/**
 * Claims about a user (Core section 5): those that the asked scopes stand for and those that were asked for by
 * name, as far as the user agreed to either. One that is not known, or not now, is left out (section 5.3.2).
 *
 * @param asked scopes of the token; `requested` the part of the `claims` parameter for this place
 * @param agreed scopes that the user's consent holds now
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
  return {
    name: user.name,
    [tenant.field]: membership.tenantId,
    ...listed,
    // The address that signs in is Latchkey's to tell, and whether it was verified its owner's.
    email: user.email,
    email_verified: signIn?.emailsVerified ?? false,
  };
}

/** What the API knows; without it when it cannot say, because a sign-in must not hang on a telephone number. */
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
