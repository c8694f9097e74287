import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** The customer: organisation, business, account. Every stored row of customer data names its tenant. */
export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  /** argon2id in PHC string format; `null` for somebody who never signs in here (a service user). */
  readonly passwordHash: string | null;
  readonly createdAt: Instant;
}

/** A person's place in a tenant. The role is a name; what it permits is looked up at call time. */
export interface Membership {
  readonly tenantId: TenantId;
  readonly tenantName: string;
  readonly userId: UserId;
  readonly role: string;
}

export interface Member extends Membership {
  readonly email: string;
  readonly name: string;
}

/** A role that one tenant made for itself; the roles of all tenants stand in the API's configuration. */
export interface CustomRole {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly string[];
}

/** A signed-in browser. The cookie holds the secret; the store only its hash. */
export interface Session {
  readonly hash: TokenHash;
  /** What clients know the session by (`sid`); stays when the same user signs in again. Opens nothing. */
  readonly publicId: string;
  readonly userId: UserId;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}
