import type { Instant, TenantId, UserId } from './ids.ts';

/** A person whom a tenant's own directory pushed (SCIM 2.0). */
export interface DirectoryUser {
  readonly tenantId: TenantId;
  /** The id of the SCIM resource. */
  readonly id: string;
  readonly userId: UserId;
  /** Unique in its directory, in any case. */
  readonly userName: string;
  /** The person’s id at the directory; `null` if it told none. */
  readonly externalId: string | null;
  /** Whether the person is there: without it they are no member. */
  readonly active: boolean;
  /** The resource as the directory wrote it. */
  readonly resource: Record<string, unknown>;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

/** A group of a tenant's directory, which may stand for a role. */
export interface DirectoryGroup {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
}

/** The role that a tenant gives to people of a group, at its directory or at its OpenID provider. */
export interface GroupRole {
  readonly tenantId: TenantId;
  /** The name of the group, or its id there. */
  readonly groupName: string;
  readonly role: string;
}
