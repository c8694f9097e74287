import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** The nouns of the management API. Each has a scope to read it and one to change it. */
export const MANAGED = [
  'tenants',
  'users',
  'members',
  'roles',
  'clients',
  'connections',
  'tokens',
  'webhooks',
  'audit',
  'usage',
  'sign-in',
  'operations',
  'operators',
  'developers',
] as const;

export type Managed = (typeof MANAGED)[number];

/** `manage:clients:read`; without a noun, all of them: `manage:read`. A scope to change includes the one to read. */
export type ManagementScope = `manage:${'read' | 'write'}` | `manage:${Managed}:${'read' | 'write'}`;

export const MANAGEMENT_SCOPES: readonly ManagementScope[] = [
  'manage:read',
  'manage:write',
  ...MANAGED.flatMap((noun) => [`manage:${noun}:read`, `manage:${noun}:write`] as const),
];

/** A key to the management API for a program of the API owner, or of one tenant. */
export interface ManagementToken {
  readonly id: string;
  readonly hash: TokenHash;
  readonly name: string;
  /** Its last four characters. */
  readonly hint: string;
  readonly scopes: readonly string[];
  /** The only tenant that it may see and change; `null`: all of them. */
  readonly tenantId: TenantId | null;
  /** `null` for one that was made at the command line or with another token. */
  readonly madeBy: UserId | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** `owner`: may change everything. `auditor`: may read everything. */
export const OPERATOR_ROLES = ['owner', 'auditor'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** A person who works for the API owner. */
export interface Operator {
  readonly userId: UserId;
  readonly role: OperatorRole;
  readonly createdAt: Instant;
}
