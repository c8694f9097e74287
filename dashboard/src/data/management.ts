// Made from the management API's OpenAPI document by npm run types.

export type Problem = { type: string; title: string; status: number; detail: string; code: string; errors?: readonly ({ pointer?: string; parameter?: string; detail: string })[] };
export type Caller = { kind: "person"; user: { id: string; email: string; name: string }; operator: "owner" | "auditor" | null; memberships: readonly ({ tenant: string; tenantName: string; role: string; manages: boolean })[]; formToken: string } | { kind: "token"; id: string; name: string; scopes: readonly (string)[]; tenant: string | null };
export type About = { name: string; title: string; tenantWord: string; issuer: string; endpoints: Record<string, string>; domains: readonly ({ mode: "live" | "sandbox"; url: string })[]; accountHeader: string | null; explorer: string | null; scopes: readonly ({ name: string; title: string; class: string; covers: readonly (string)[]; selectsResources: boolean; platformsOnly: boolean; aboutUser: boolean })[]; roles: readonly ({ name: string; title: string; permissions: readonly (string)[]; managesTenant: boolean })[]; grantTypes: readonly (string)[]; limits: Limits; plans: Record<string, Limits>; promotions: "count" | "wait" };
export type Limits = { parties: Record<string, readonly ({ calls: number; per: number })[]>; scopeClasses: Record<string, readonly ({ calls: number; per: number })[]> };
export type Tenant = { id: string; name: string };
export type Operator = { user: string; email: string; name: string; role: "owner" | "auditor"; since: string };
export type ManagementToken = { id: string; name: string; hint: string; scopes: readonly (string)[]; tenant: string | null; madeBy: string | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null };

/** Input and answer of each operation. */
export interface Operations {
  whoAmI: { answer: Caller };
  describeApi: { answer: About };
  listTenants: { query?: { limit?: number; cursor?: string }; answer: { data: readonly (Tenant)[]; next: string | null } };
  createTenant: { body: { id: string; name: string }; answer: Tenant };
  getTenant: { path: { tenant: string }; answer: Tenant };
  deleteTenant: { path: { tenant: string }; answer: null };
  listOperators: { answer: { data: readonly (Operator)[] } };
  setOperator: { path: { user: string }; body: { role: "owner" | "auditor" }; answer: Operator };
  removeOperator: { path: { user: string }; answer: null };
  listManagementTokens: { query?: { limit?: number; cursor?: string }; answer: { data: readonly (ManagementToken)[]; next: string | null } };
  createManagementToken: { body: { name: string; scopes: readonly ("manage:read" | "manage:write" | "manage:tenants:read" | "manage:tenants:write" | "manage:users:read" | "manage:users:write" | "manage:members:read" | "manage:members:write" | "manage:roles:read" | "manage:roles:write" | "manage:clients:read" | "manage:clients:write" | "manage:connections:read" | "manage:connections:write" | "manage:tokens:read" | "manage:tokens:write" | "manage:webhooks:read" | "manage:webhooks:write" | "manage:audit:read" | "manage:audit:write" | "manage:usage:read" | "manage:usage:write" | "manage:sign-in:read" | "manage:sign-in:write" | "manage:operations:read" | "manage:operations:write" | "manage:operators:read" | "manage:operators:write")[]; tenant?: string | null; expiresAt?: string | null }; answer: { id: string; name: string; hint: string; scopes: readonly (string)[]; tenant: string | null; madeBy: string | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null; token: string } };
  revokeManagementToken: { path: { token: string }; answer: null };
}

/** Method and path of each operation. */
export const OPERATIONS = {
  whoAmI: ['GET', '/me'],
  describeApi: ['GET', '/api'],
  listTenants: ['GET', '/tenants'],
  createTenant: ['POST', '/tenants'],
  getTenant: ['GET', '/tenants/{tenant}'],
  deleteTenant: ['DELETE', '/tenants/{tenant}'],
  listOperators: ['GET', '/operators'],
  setOperator: ['PUT', '/operators/{user}'],
  removeOperator: ['DELETE', '/operators/{user}'],
  listManagementTokens: ['GET', '/management-tokens'],
  createManagementToken: ['POST', '/management-tokens'],
  revokeManagementToken: ['DELETE', '/management-tokens/{token}'],
} as const;
