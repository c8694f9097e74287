import type { Api } from '../../api.ts';
import { newIdAt } from '../../lib/ids.ts';
import type {
  AccessToken,
  AuthorizationContext,
  AuthorizationDetail,
  Confirmation,
  Instant,
  Mode,
  PresentedGrant,
  RefreshToken,
  TokenFamily,
} from '../../model/index.ts';
import { familyKey } from '../../rules/token/confirmation.ts';
import { accessExpiry, familyEndUnder, familyExpiry, refreshExpiry } from '../../rules/token/lifetimes.ts';
import { type Minted, mintAccessToken, mintRefreshToken } from '../../tokens/mint.ts';
import type { AuthenticatedClient } from '../client-auth/index.ts';

/** The authorization and the request from which a family is minted. */
export interface FamilyOrder {
  client: AuthenticatedClient;
  /** Its id, where that was chosen before. */
  familyId?: string;
  grant: PresentedGrant;
  /** The version when the user decided. Tokens of an outdated version are invalid. */
  grantVersion: number;
  scopes: readonly string[];
  /** The audience of the whole family; the first access token may be for less. */
  audience: readonly string[];
  tokenAudience: readonly string[];
  mode: Mode;
  context: AuthorizationContext;
  /** The key that the request proved. */
  confirmation: Confirmation | null;
  authorizationDetails?: readonly AuthorizationDetail[];
  /** Whether a refresh token is issued. */
  refreshes: boolean;
  now: Instant;
}

/** A family with its first tokens. They are valid only after a verb of the store has stored all three. */
export interface MintedFamily {
  family: TokenFamily;
  access: Minted<AccessToken>;
  refresh: Minted<RefreshToken> | null;
}

/** Mints the tokens for a code, a device code or an assertion. */
export function mintFamily(api: Api, order: FamilyOrder): MintedFamily {
  const { client, grant, confirmation, refreshes, now } = order;
  const { lifetimes } = api.config;
  const family: TokenFamily = {
    id: order.familyId ?? newIdAt('fam', now),
    clientId: client.id,
    userId: grant.userId,
    tenantId: grant.tenantId,
    grantId: grant.id,
    grantVersion: order.grantVersion,
    scopes: order.scopes,
    audience: order.audience,
    mode: order.mode,
    context: { ...order.context, confirmation: familyKey(client, confirmation) },
    createdAt: now,
    expiresAt: familyEndUnder(grant, familyExpiry(now, lifetimes, refreshes)),
    revokedAt: null,
  };
  const access = mintAccessToken(api, {
    client,
    family,
    userId: family.userId,
    tenantId: family.tenantId,
    scopes: family.scopes,
    audience: order.tokenAudience,
    confirmation,
    authorizationDetails: order.authorizationDetails ?? [],
    now,
    expiresAt: accessExpiry(now, lifetimes, family.expiresAt),
  });
  const expiresAt = refreshExpiry(now, lifetimes, family.expiresAt);
  const refresh = refreshes ? mintRefreshToken(api, { client, familyId: family.id, now, expiresAt }) : null;
  return { family, access, refresh };
}
