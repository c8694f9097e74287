import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** The customer: organisation, business, account. Every stored row of customer data names its tenant. */
export interface Tenant {
  id: TenantId;
  name: string;
}

export interface User {
  id: UserId;
  email: string;
  name: string;
  /** argon2id in PHC string format; `null` for somebody who never signs in here (a service user). */
  passwordHash: string | null;
  createdAt: Instant;
}

/** A person's place in a tenant. The role is a name; what it permits is looked up at call time. */
export interface Membership {
  tenantId: TenantId;
  tenantName: string;
  userId: UserId;
  role: string;
}

export interface Member extends Membership {
  email: string;
  name: string;
}

/** A role that one tenant made for itself; the roles of all tenants stand in the API's configuration. */
export interface CustomRole {
  tenantId: TenantId;
  name: string;
  title: string;
  permissions: string[];
}

/** A signed-in browser. The cookie holds the secret; the store only its hash. */
export interface Session {
  hash: TokenHash;
  /** What clients know the session by (`sid`); stays when the same user signs in again. Opens nothing. */
  publicId: string;
  userId: UserId;
  createdAt: Instant;
  lastSeenAt: Instant;
  expiresAt: Instant;
}
