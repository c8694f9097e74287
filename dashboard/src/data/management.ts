// Made from the management API's OpenAPI document by npm run types.

export type Problem = { type: string; title: string; status: number; detail: string; code: string; errors?: readonly ({ pointer?: string; parameter?: string; detail: string })[] };
export type Caller = { kind: "person"; user: { id: string; email: string; name: string }; operator: "owner" | "auditor" | null; developer: "pending" | "approved" | "refused" | null; memberships: readonly ({ tenant: string; tenantName: string; role: string; manages: boolean; forTests: boolean })[]; formToken: string } | { kind: "token"; id: string; name: string; scopes: readonly (string)[]; tenant: string | null };
export type OwnSession = { id: string; browser: string | null; methods: readonly (string)[]; createdAt: string; lastSeenAt: string; expiresAt: string; current: boolean };
export type Preferences = { language: string | null; timeZone: string | null; approvalMails: boolean };
export type About = { name: string; title: string; tenantWord: string; issuer: string; endpoints: Record<string, string>; domains: readonly ({ mode: "live" | "sandbox"; url: string })[]; accountHeader: string | null; explorer: string | null; scopes: readonly ({ name: string; title: string; class: string; covers: readonly (string)[]; selectsResources: boolean; platformsOnly: boolean; aboutUser: boolean; optional: boolean; dangerous: boolean })[]; roles: readonly ({ name: string; title: string; permissions: readonly (string)[]; managesTenant: boolean })[]; grantTypes: readonly (string)[]; clientKinds: readonly ("confidential" | "public" | "platform")[]; testMode: "live" | "sandbox"; limits: Limits; plans: Record<string, Limits>; promotions: "count" | "wait" };
export type Limits = { parties: Record<string, readonly ({ calls: number; per: number })[]>; scopeClasses: Record<string, readonly ({ calls: number; per: number })[]> };
export type Tenant = { id: string; name: string; forTests: boolean };
export type ListedUser = { id: string; email: string; name: string; hasPassword: boolean; createdAt: string; memberships: readonly ({ tenant: string; tenantName: string; role: string })[] };
export type User = { id: string; email: string; name: string; hasPassword: boolean; createdAt: string };
export type UserWithMemberships = { id: string; email: string; name: string; hasPassword: boolean; createdAt: string; memberships: readonly ({ tenant: string; tenantName: string; role: string })[]; operator: "owner" | "auditor" | null };
export type Session = { id: string; browser: string | null; methods: readonly (string)[]; createdAt: string; lastSeenAt: string; expiresAt: string };
export type Factors = { authenticator: { createdAt: string; lastUsedAt: string | null } | null; passkeys: readonly ({ id: string; name: string; synced: boolean; createdAt: string; lastUsedAt: string | null })[]; recoveryCodesLeft: number | null };
export type Member = { user: string; email: string; name: string; role: string; manages: boolean };
export type Invitation = { id: string; email: string; role: string; invitedBy: string; createdAt: string; expiresAt: string; expired: boolean };
export type Permission = { name: string; operations: readonly ({ id: string; method: string; path: string })[]; roles: readonly (string)[] };
export type Role = { name: string; title: string; permissions: readonly (string)[]; managesTenant: boolean; madeBy: "api" | "tenant" };
export type Call = { id: number; at: string; method: string; operation: string | null; outcome: "allowed" | "denied"; code: string | null; detail: string; remedy: string | null; checks: readonly ({ check: "operation" | "token" | "audience" | "domain" | "connection" | "scope" | "role" | "resource" | "ip" | "limit"; outcome: "passed" | "failed" | "skipped"; detail?: string })[]; connectedAccount: string | null; mode: "live" | "sandbox" | null; requestId: string | null; needs: unknown };
export type ClientUsage = { allowed: number; denied: number; since: string | null; days: readonly ({ day: string; allowed: number; denied: number })[]; operations: readonly ({ operation: string | null; allowed: number; denied: number })[]; causes: readonly ({ code: string; operation: string | null; calls: number; last: string })[]; limits: readonly ({ policy: string; window: number; limit: number; used: number; resetsAt: string | null })[] };
export type RefusalCause = { code: string; operation: string | null; calls: number; last: string; failed: readonly ("operation" | "token" | "audience" | "domain" | "connection" | "scope" | "role" | "resource" | "ip" | "limit")[]; example: Call | null };
export type RefusalCode = { code: string; status: number; title: string; means: string; remedy: string; todo: string };
export type UsageCounter = { begins: string; client: string | null; connectedAccount: string | null; operation: string | null; outcome: "allowed" | "denied"; code: string | null; calls: number };
export type AuditRow = { id: number; at: string; kind: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome: "allowed" | "denied"; code: string | null; tenant: string | null; user: string | null; client: string | null; connectedAccount: string | null; grant: string | null; mode: "live" | "sandbox" | null; ip: string | null; requestId: string | null; detail: Record<string, unknown> };
export type Names = { users: Record<string, string>; clients: Record<string, string>; tenants: Record<string, string> };
export type Explanation = { row: AuditRow; outcome: "allowed" | "denied"; code: string | null; said: string; remedy: string | null; helps: string | null; method: string; operation: string | null; checks: readonly ({ check: "operation" | "token" | "audience" | "domain" | "connection" | "scope" | "role" | "resource" | "ip" | "limit"; outcome: "passed" | "failed" | "skipped"; detail?: string })[]; needs: unknown; held: unknown };
export type Client = { id: string; name: string; kind: "confidential" | "public" | "platform"; mode: "live" | "sandbox"; origin: "seed" | "page" | "registration" | "document"; state: "active" | "pending" | "suspended" | "held"; stateReason: string | null; verified: boolean; redirectUris: readonly (string)[]; grantTypes: readonly (string)[]; scopes: readonly ({ name: string; reason: string | null })[]; authMethod: string | null; dialects: readonly (string)[]; addresses: readonly (string)[]; plan: string | null; owner: string | null; tenant: string | null; logo: string | null; logoUri: string | null; clientUri: string | null; policyUri: string | null; tosUri: string | null; pair: string | null; createdAt: string; lastUsedAt: string | null };
export type CreatedClient = { id: string; name: string; kind: "confidential" | "public" | "platform"; mode: "live" | "sandbox"; origin: "seed" | "page" | "registration" | "document"; state: "active" | "pending" | "suspended" | "held"; stateReason: string | null; verified: boolean; redirectUris: readonly (string)[]; grantTypes: readonly (string)[]; scopes: readonly ({ name: string; reason: string | null })[]; authMethod: string | null; dialects: readonly (string)[]; addresses: readonly (string)[]; plan: string | null; owner: string | null; tenant: string | null; logo: string | null; logoUri: string | null; clientUri: string | null; policyUri: string | null; tosUri: string | null; pair: string | null; createdAt: string; lastUsedAt: string | null; secrets: readonly (ClientSecret)[]; secret: string | null };
export type ClientSecret = { id: string; hint: string; createdAt: string; expiresAt: string | null };
export type ClientWithSecrets = { id: string; name: string; kind: "confidential" | "public" | "platform"; mode: "live" | "sandbox"; origin: "seed" | "page" | "registration" | "document"; state: "active" | "pending" | "suspended" | "held"; stateReason: string | null; verified: boolean; redirectUris: readonly (string)[]; grantTypes: readonly (string)[]; scopes: readonly ({ name: string; reason: string | null })[]; authMethod: string | null; dialects: readonly (string)[]; addresses: readonly (string)[]; plan: string | null; owner: string | null; tenant: string | null; logo: string | null; logoUri: string | null; clientUri: string | null; policyUri: string | null; tosUri: string | null; pair: string | null; createdAt: string; lastUsedAt: string | null; secrets: readonly (ClientSecret)[] };
export type ClientConnection = { id: string; tenant: string; tenantName: string | null; mode: "live" | "sandbox"; status: "active" | "suspended" | "revoked"; scopes: readonly (string)[]; resources: readonly ({ type: string; id: string })[] | null; since: string; lastUsed: { hour: string; allowed: boolean } | null };
export type ClientConnectionWithLimits = { id: string; tenant: string; tenantName: string | null; mode: "live" | "sandbox"; status: "active" | "suspended" | "revoked"; scopes: readonly (string)[]; resources: readonly ({ type: string; id: string })[] | null; since: string; lastUsed: { hour: string; allowed: boolean } | null; limits: readonly ({ policy: string; window: number; limit: number; used: number; near: "near" | "spent" | null; resetsAt: string | null })[] };
export type CreatedClientSecret = { id: string; hint: string; createdAt: string; expiresAt: string | null; secret: string };
export type ClientCleanup = { deleted: number; left: number };
export type TestConnection = { tenant: string; connectedAccount: string | null; scopes: readonly (string)[]; code: string; codeVerifier: string; redirectUri: string; expiresAt: string; program: string };
export type QuickStart = { language: "curl" | "typescript" | "python" | "go"; flow: "own" | "user"; code: string };
export type ListedConnection = { id: string; client: { id: string; name: string; logo: string | null }; user: { id: string; name: string; email: string }; people: number; connectedAccount: string | null; mode: "live" | "sandbox"; state: "active" | "suspended" | "revoked"; scopes: readonly ({ name: string; title: string })[]; resources: readonly ({ type: string; id: string })[] | null; addresses: readonly (string)[] | null; held: { stopped: boolean; scopes: readonly (string)[] | null; resources: readonly ({ type: string; id: string })[] | null; addresses: boolean } | null; connectedAt: string; authorizedAt: string; changedAt: string; expiresAt: string | null; repeatedAt: string | null; lastUsedAt: string | null; openAlerts: number };
export type Connection = { id: string; client: { id: string; name: string; logo: string | null }; user: { id: string; name: string; email: string }; people: number; connectedAccount: string | null; mode: "live" | "sandbox"; state: "active" | "suspended" | "revoked"; scopes: readonly ({ name: string; title: string })[]; resources: readonly ({ type: string; id: string })[] | null; addresses: readonly (string)[] | null; held: { stopped: boolean; scopes: readonly (string)[] | null; resources: readonly ({ type: string; id: string })[] | null; addresses: boolean } | null; connectedAt: string; authorizedAt: string; changedAt: string; expiresAt: string | null; repeatedAt: string | null };
export type ConnectionUsage = { allowed: number; denied: number; days: readonly ({ day: string; allowed: number; denied: number })[]; operations: readonly ({ operation: string | null; allowed: number; denied: number })[]; causes: readonly ({ code: string; operation: string | null; calls: number; last: string })[]; since: string | null; last: { at: string; isHour: boolean } | null };
export type EndOfConnection = { ends: "connection" | "part"; client: { id: string; name: string }; loses: readonly ({ name: string; title: string })[]; people: number; event: string; told: readonly ("client" | "owner")[]; comesBack: string };
export type Alert = { id: string; kind: "new_network" | "burst" | "refusals" | "unusual_hour" | "repeated_refresh"; says: string; facts: Record<string, unknown>; since: string; until: string; tenant: string | null; client: string | null; connectedAccount: string | null; grant: string | null; user: string | null; mode: string | null; state: "open" | "dismissed" | "ended"; createdAt: string; closedAt: string | null; closedBy: string | null };
export type PersonalToken = { id: string; name: string; hint: string; tenant: string; user: { id: string; name: string; email: string }; scopes: readonly ({ name: string; title: string })[]; resources: readonly ({ type: string; id: string })[] | null; addresses: readonly (string)[] | null; mode: "live" | "sandbox"; state: "live" | "expired" | "revoked"; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null };
export type CreatedPersonalToken = { id: string; name: string; hint: string; tenant: string; user: { id: string; name: string; email: string }; scopes: readonly ({ name: string; title: string })[]; resources: readonly ({ type: string; id: string })[] | null; addresses: readonly (string)[] | null; mode: "live" | "sandbox"; state: "live" | "expired" | "revoked"; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null; token: string; example: string | null };
export type WebhookEndpoint = { id: string; client: string | null; url: string; events: readonly (string)[]; ordered: boolean; secrets: readonly ({ id: string; expiresAt: string | null })[]; state: "served" | "failing" | "disabled"; failures: number; failingSince: string | null; disabledAt: string | null; createdAt: string };
export type WebhookEndpointWithSecret = { id: string; client: string | null; url: string; events: readonly (string)[]; ordered: boolean; secrets: readonly ({ id: string; expiresAt: string | null })[]; state: "served" | "failing" | "disabled"; failures: number; failingSince: string | null; disabledAt: string | null; createdAt: string; secret: string };
export type WebhookDelivery = { number: number; event: string; type: "connection.authorized" | "connection.changed" | "connection.suspended" | "connection.resumed" | "connection.revoked" | "token.reused" | "limit.near" | "limit.reached" | "client.secret_rotated" | "client.deleted" | "key.rotated" | "anomaly.found"; at: string; status: "due" | "waiting" | "delivered" | "given_up"; attempts: number; dueAt: string | null; answeredAt: string | null; answer: string | null; answerBody: string | null; payload: unknown };
export type WebhookTest = { delivered: boolean; answer: string; body: string | null; enabled: boolean };
export type RegistrationToken = { id: string; clientsLeft: number | null; createdAt: string; expiresAt: string | null };
export type CreatedRegistrationToken = { id: string; clientsLeft: number | null; createdAt: string; expiresAt: string | null; token: string };
export type Settings = { registration: "open" | "initial-access-token" | "off"; clientMetadataDocuments: boolean; approval: "none" | "platforms" | "live" | "all"; signUp: "closed" | "open" | "approval"; grantTypes: readonly (string)[]; authMethods: readonly (string)[]; lifetimes: Record<string, unknown>; profiles: readonly ({ name: string; title: string; chosen: boolean; missing: readonly ({ demand: string; source: string; lacks: string })[] })[] };
export type NodeHealth = { version: string; ready: boolean; fault: string | null; push: "none" | "up" | "lost"; chores: boolean; remembered: number; uptime: number; store: { databaseBytes: number; logBytes: number; checkpoints: string } };
export type SigningKey = { id: string; algorithm: string; createdAt: string; signs: boolean; until: string };
export type Node = { name: string; version: string; since: string; lastSeen: string; missing: boolean; push: "none" | "up" | "lost"; pushSeconds: number | null; chores: boolean; remembered: number; cleanedAt: string | null };
export type Operator = { user: string; email: string; name: string; role: "owner" | "auditor"; since: string };
export type Developer = { user: string; email: string; name: string; state: "pending" | "approved" | "refused"; purpose: string | null; reason: string | null; createdAt: string; decidedAt: string | null };
export type ManagementToken = { id: string; name: string; hint: string; scopes: readonly (string)[]; tenant: string | null; madeBy: string | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null };
export type SignInChallenge = { purpose: "sign_in" | "consent"; client: { id: string; name: string; kind: "confidential" | "public" | "platform"; mode: "live" | "sandbox"; verified: boolean; host: string | null; destination: string } | null; scopes: readonly ({ name: string; title: string; granted: boolean; optional: boolean })[]; prompt: readonly (string)[]; expiresAt: string; loginHint: string | null; maxAge: number | null; uiLocales: readonly (string)[]; tenant: { id: string; name: string } | null; message: string | null; person: { user: string; subject: string | null; role: string } | null; tenants: readonly ({ id: string; name: string; role: string })[]; expiry: readonly (number | string)[]; authorizationDetails: readonly (Record<string, unknown>)[]; resources: readonly ({ type: string; id: string; name: string; parent: { type: string; id: string } | null })[] | null };
export type TenantProvider = { title: string; issuer: string; clientId: string; role: string; subjectClaim: "sub" | "oid"; groupsClaim: string; redirectUri: string; signInUrl: string; since: string };
export type GroupRoles = { data: readonly ({ group: string; role: string })[] };

/** Input and answer of each operation. */
export interface Operations {
  whoAmI: { answer: Caller };
  listOwnSessions: { answer: { data: readonly (OwnSession)[] } };
  endOtherSessions: { answer: null };
  endOwnSession: { path: { session: string }; answer: null };
  changeOwnPassword: { body: { current: string; next: string }; answer: null };
  showOwnPreferences: { answer: Preferences };
  changeOwnPreferences: { body: { language?: string | null; timeZone?: string | null; approvalMails?: boolean }; answer: Preferences };
  describeApi: { answer: About };
  listTenants: { query?: { limit?: number; cursor?: string; search?: string }; answer: { data: readonly (Tenant)[]; next: string | null } };
  createTenant: { body: { id: string; name: string }; answer: Tenant };
  getTenant: { path: { tenant: string }; answer: Tenant };
  changeTenant: { path: { tenant: string }; body: { name: string }; answer: Tenant };
  deleteTenant: { path: { tenant: string }; answer: null };
  listUsers: { query?: { limit?: number; cursor?: string; search?: string }; answer: { data: readonly (ListedUser)[]; next: string | null } };
  createUser: { body: { id?: string; email: string; name: string; password?: string }; answer: User };
  getUser: { path: { user: string }; answer: UserWithMemberships };
  changeUser: { path: { user: string }; body: { name: string }; answer: UserWithMemberships };
  deleteUser: { path: { user: string }; query?: { unmanaged?: "refuse" | "allow" }; answer: null };
  setPassword: { path: { user: string }; body: { password: string }; answer: null };
  removePassword: { path: { user: string }; answer: null };
  listSessions: { path: { user: string }; answer: { data: readonly (Session)[] } };
  endSessions: { path: { user: string }; answer: null };
  endSession: { path: { user: string; session: string }; answer: null };
  getFactors: { path: { user: string }; answer: Factors };
  removeFactors: { path: { user: string }; answer: null };
  getOwnFactors: { answer: Factors };
  listMembers: { path: { tenant: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (Member)[]; next: string | null } };
  addMember: { path: { tenant: string }; body: { user: string; role: string } | { email: string; role: string }; answer: Member };
  getMember: { path: { tenant: string; user: string }; answer: Member };
  changeMember: { path: { tenant: string; user: string }; body: { role: string }; answer: Member };
  removeMember: { path: { tenant: string; user: string }; answer: null };
  signOutMember: { path: { tenant: string; user: string }; answer: null };
  resetMemberPassword: { path: { tenant: string; user: string }; answer: { password: string } };
  listInvitations: { path: { tenant: string }; answer: { data: readonly (Invitation)[] } };
  inviteMember: { path: { tenant: string }; body: { email: string; role: string }; answer: null };
  inviteMemberAgain: { path: { tenant: string; invitation: string }; answer: null };
  withdrawInvitation: { path: { tenant: string; invitation: string }; answer: null };
  listPermissions: { answer: { data: readonly (Permission)[] } };
  listRoles: { path: { tenant: string }; answer: { data: readonly (Role)[] } };
  getRole: { path: { tenant: string; role: string }; answer: Role };
  saveRole: { path: { tenant: string; role: string }; body: { title: string; permissions: readonly (string)[] }; answer: Role };
  removeRole: { path: { tenant: string; role: string }; answer: null };
  listClientCalls: { path: { client: string }; query?: { outcome?: "allowed" | "denied"; code?: string; operation?: string; connectedAccount?: string; since?: string; until?: string; limit?: number; cursor?: string }; answer: { data: readonly (Call)[]; next: string | null } };
  getClientUsage: { path: { client: string }; query?: { days?: number; connectedAccount?: string }; answer: ClientUsage };
  listClientRefusals: { path: { client: string }; query?: { days?: number }; answer: { data: readonly (RefusalCause)[]; since: string | null } };
  listRefusalCodes: { answer: { data: readonly (RefusalCode)[] } };
  followClientCalls: { path: { client: string }; query?: { outcome?: "allowed" | "denied"; after?: number }; answer: string };
  listUsage: { query?: { client?: string; by?: "hour" | "day"; connectedAccount?: string; operation?: string; since?: string; until?: string; limit?: number; cursor?: string }; answer: { data: readonly (UsageCounter)[]; next: string | null; clients: Record<string, string> } };
  listClientUsage: { path: { client: string }; query?: { by?: "hour" | "day"; connectedAccount?: string; operation?: string; since?: string; until?: string; limit?: number; cursor?: string }; answer: { data: readonly (UsageCounter)[]; next: string | null } };
  listAuditRows: { query?: { tenant?: string; user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string; limit?: number; cursor?: string }; answer: { data: readonly (AuditRow)[]; next: string | null; names: Names } };
  listTenantAuditRows: { path: { tenant: string }; query?: { user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string; limit?: number; cursor?: string }; answer: { data: readonly (AuditRow)[]; next: string | null; names: Names } };
  exportAuditRows: { query?: { tenant?: string; user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string }; answer: string };
  exportAuditRowsAsCsv: { query?: { tenant?: string; user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string }; answer: string };
  exportTenantAuditRows: { path: { tenant: string }; query?: { user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string }; answer: string };
  exportTenantAuditRowsAsCsv: { path: { tenant: string }; query?: { user?: string; client?: string; connectedAccount?: string; about?: "calls" | "events"; kind?: "authorization.granted" | "authorization.denied" | "authorization.pushed" | "authorization.changed" | "authorization.revoked" | "code.redeemed" | "code.replayed" | "device.requested" | "device.redeemed" | "device.refused" | "token.issued" | "token.refreshed" | "token.repeated" | "token.reused" | "token.revoked" | "token.refused" | "client.created" | "client.changed" | "client.deleted" | "client.secret_added" | "client.secret_ended" | "personal_token.created" | "personal_token.revoked" | "management_token.created" | "management_token.revoked" | "operator.set" | "operator.removed" | "developer.sign_up_asked" | "developer.signed_up" | "developer.approved" | "developer.refused" | "directory.changed" | "group_roles.set" | "tenant.created" | "tenant.renamed" | "tenant.deleted" | "user.created" | "user.renamed" | "user.reset_asked" | "user.address_asked" | "user.address_changed" | "user.changed" | "user.password_changed" | "user.deleted" | "second_step.on" | "second_step.off" | "passkey.added" | "passkey.removed" | "recovery_codes.renewed" | "recovery_code.used" | "factors.removed" | "member.added" | "invitation.sent" | "invitation.withdrawn" | "member.alert_mails_changed" | "member.removed" | "member.role_changed" | "role.changed" | "role.removed" | "sign_in.answered" | "provider.set" | "provider.removed" | "outside_account.linked" | "outside_account.unlinked" | "session.opened" | "session.refused" | "session.ended" | "registration_token.created" | "registration_token.ended" | "signing_key.rotated" | "webhook.added" | "webhook.changed" | "webhook.removed" | "webhook.secret_rotated" | "webhook.replayed" | "webhook.disabled" | "webhook.enabled" | "mail.given_up" | "anomaly.found" | "anomaly.closed" | "limit.near" | "limit.reached" | "audit.removed" | "backup.restored" | "decision.asked" | "api.called"; outcome?: "allowed" | "denied"; operation?: string; since?: string; until?: string }; answer: string };
  explainCall: { path: { row: string }; answer: Explanation };
  explainTenantCall: { path: { tenant: string; row: string }; answer: Explanation };
  listClients: { query?: { origin?: "seed" | "page" | "registration" | "document"; kind?: "confidential" | "public" | "platform"; mode?: "live" | "sandbox"; state?: "active" | "pending" | "suspended"; tenant?: string; owner?: string; search?: string; unusedSince?: string; limit?: number; cursor?: string }; answer: { data: readonly (Client)[]; next: string | null } };
  createClient: { body: { name: string; redirectUris?: readonly (string)[]; scopes: readonly (string)[]; scopeReasons?: Record<string, string>; logoUri?: string | null; clientUri?: string | null; policyUri?: string | null; tosUri?: string | null; kind: "confidential" | "public" | "platform"; mode?: "live" | "sandbox"; grantTypes?: readonly (string)[]; tenant?: string | null; owner?: string | null; pair?: string | null }; answer: CreatedClient };
  getClient: { path: { client: string }; answer: ClientWithSecrets };
  changeClient: { path: { client: string }; body: { name?: string; redirectUris?: readonly (string)[]; scopes?: readonly (string)[]; scopeReasons?: Record<string, string>; logoUri?: string | null; clientUri?: string | null; policyUri?: string | null; tosUri?: string | null; addresses?: readonly (string)[]; plan?: string | null }; answer: ClientWithSecrets };
  deleteClient: { path: { client: string }; answer: null };
  checkRedirectUris: { body: { kind: "confidential" | "public" | "platform"; redirectUris: readonly (string)[] }; answer: { problem: string | null } };
  listClientConnections: { path: { client: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (ClientConnection)[]; next: string | null } };
  getClientConnection: { path: { client: string; account: string }; answer: ClientConnectionWithLimits };
  endClientConnection: { path: { client: string; account: string }; answer: null };
  setClientLogo: { path: { client: string }; body: { data: string }; answer: Client };
  removeClientLogo: { path: { client: string }; answer: Client };
  listClientSecrets: { path: { client: string }; answer: { data: readonly (ClientSecret)[] } };
  addClientSecret: { path: { client: string }; body: { overlapDays?: 7 | 1 | 0 }; answer: CreatedClientSecret };
  endClientSecret: { path: { client: string; secret: string }; answer: null };
  approveClient: { path: { client: string }; answer: Client };
  suspendClient: { path: { client: string }; body: { reason?: string | null }; answer: Client };
  resumeClient: { path: { client: string }; answer: Client };
  verifyClient: { path: { client: string }; answer: Client };
  unverifyClient: { path: { client: string }; answer: Client };
  cleanUpClients: { body: { unusedSince: string; origin?: "registration" | "document" | null; preview?: boolean }; answer: ClientCleanup };
  createTestConnection: { path: { client: string }; body: { tenant?: string | null }; answer: TestConnection };
  listQuickStarts: { path: { client: string }; answer: { data: readonly (QuickStart)[] } };
  listConnections: { path: { tenant: string }; query?: { limit?: number; cursor?: string; state?: "live" | "revoked" }; answer: { data: readonly (ListedConnection)[]; next: string | null } };
  getConnection: { path: { tenant: string; connection: string }; answer: Connection };
  shrinkConnection: { path: { tenant: string; connection: string }; body: { scopes?: readonly (string)[]; resources?: readonly ({ type: string; id: string })[] }; answer: Connection };
  listParts: { path: { tenant: string; connection: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (Connection)[]; next: string | null } };
  listConnectionResources: { path: { tenant: string; connection: string }; answer: { data: readonly ({ type: string; id: string; name: string | null })[] | null } };
  getConnectionUsage: { path: { tenant: string; connection: string }; query?: { days?: number }; answer: ConnectionUsage };
  listConnectionActivity: { path: { tenant: string; connection: string }; query?: { limit?: number; cursor?: string; kind?: "api.called" }; answer: { data: readonly (AuditRow)[]; next: string | null } };
  limitConnectionAddresses: { path: { tenant: string; connection: string }; body: { addresses: readonly (string)[] }; answer: Connection };
  suspendConnection: { path: { tenant: string; connection: string }; answer: Connection };
  resumeConnection: { path: { tenant: string; connection: string }; answer: Connection };
  releaseConnection: { path: { tenant: string; connection: string }; answer: Connection };
  foreseeRevocation: { path: { tenant: string; connection: string }; answer: EndOfConnection };
  revokeConnection: { path: { tenant: string; connection: string }; answer: EndOfConnection };
  withdrawPart: { path: { tenant: string; connection: string }; answer: EndOfConnection };
  listAlerts: { query?: { limit?: number; cursor?: string; state?: "open" | "dismissed" | "ended"; client?: string }; answer: { data: readonly (Alert)[]; next: string | null } };
  dismissAlert: { path: { alert: string }; answer: null };
  listTenantAlerts: { path: { tenant: string }; query?: { limit?: number; cursor?: string; state?: "open" | "dismissed" | "ended" }; answer: { data: readonly (Alert)[]; next: string | null } };
  dismissTenantAlert: { path: { tenant: string; alert: string }; answer: null };
  listConnectionAlerts: { path: { tenant: string; connection: string }; answer: { data: readonly (Alert)[] } };
  dismissConnectionAlert: { path: { tenant: string; connection: string; alert: string }; answer: null };
  offerTokens: { query?: { operations?: string }; answer: { scopes: readonly ({ name: string; title: string; selectsResources: boolean })[]; days: readonly (number)[]; modes: readonly ("live" | "sandbox")[]; least: { scopes: readonly (string)[]; closed: readonly (string)[] } | null } };
  listSelectableResources: { path: { tenant: string }; answer: { data: readonly ({ type: string; id: string; name: string; parent: { type: string; id: string } | null })[] } };
  listTokens: { path: { tenant: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (PersonalToken)[]; next: string | null } };
  createToken: { path: { tenant: string }; body: { name: string; scopes: readonly (string)[]; days: number; resources?: readonly ({ type: string; id: string })[]; addresses?: readonly (string)[]; mode?: "live" | "sandbox" }; answer: CreatedPersonalToken };
  getToken: { path: { tenant: string; token: string }; answer: PersonalToken };
  revokeToken: { path: { tenant: string; token: string }; answer: null };
  listOwnTokens: { answer: { data: readonly (PersonalToken)[] } };
  listAllTokens: { query?: { limit?: number; cursor?: string; user?: string }; answer: { data: readonly (PersonalToken)[]; next: string | null } };
  revokeAnyToken: { path: { token: string }; answer: null };
  listEventTypes: { answer: { data: readonly ({ type: string; about: string; ownersOnly: boolean; example: unknown })[] } };
  listClientWebhooks: { path: { client: string }; answer: { data: readonly (WebhookEndpoint)[] } };
  createClientWebhook: { path: { client: string }; body: { url: string; events?: readonly (string)[]; ordered?: boolean }; answer: WebhookEndpointWithSecret };
  getClientWebhook: { path: { client: string; webhook: string }; answer: WebhookEndpoint };
  changeClientWebhook: { path: { client: string; webhook: string }; body: { url?: string; events?: readonly (string)[]; ordered?: boolean }; answer: WebhookEndpoint };
  removeClientWebhook: { path: { client: string; webhook: string }; answer: null };
  rotateClientWebhookSecret: { path: { client: string; webhook: string }; body: { overlapDays?: 1 | 7 | 0 }; answer: WebhookEndpointWithSecret };
  listClientWebhookDeliveries: { path: { client: string; webhook: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (WebhookDelivery)[]; next: string | null } };
  resendClientWebhookDelivery: { path: { client: string; webhook: string; number: string }; answer: { sent: boolean } };
  testClientWebhook: { path: { client: string; webhook: string }; answer: WebhookTest };
  replayClientWebhook: { path: { client: string; webhook: string }; body: { since: string; until?: string | null }; answer: { events: number } };
  listWebhooks: { answer: { data: readonly (WebhookEndpoint)[] } };
  createWebhook: { body: { url: string; events?: readonly (string)[]; ordered?: boolean }; answer: WebhookEndpointWithSecret };
  getWebhook: { path: { webhook: string }; answer: WebhookEndpoint };
  changeWebhook: { path: { webhook: string }; body: { url?: string; events?: readonly (string)[]; ordered?: boolean }; answer: WebhookEndpoint };
  removeWebhook: { path: { webhook: string }; answer: null };
  rotateWebhookSecret: { path: { webhook: string }; body: { overlapDays?: 1 | 7 | 0 }; answer: WebhookEndpointWithSecret };
  listWebhookDeliveries: { path: { webhook: string }; query?: { limit?: number; cursor?: string }; answer: { data: readonly (WebhookDelivery)[]; next: string | null } };
  resendWebhookDelivery: { path: { webhook: string; number: string }; answer: { sent: boolean } };
  testWebhook: { path: { webhook: string }; answer: WebhookTest };
  replayWebhook: { path: { webhook: string }; body: { since: string; until?: string | null }; answer: { events: number } };
  listRegistrationTokens: { query?: { limit?: number; cursor?: string }; answer: { data: readonly (RegistrationToken)[]; next: string | null } };
  createRegistrationToken: { body: { days?: number; clients?: number | null }; answer: CreatedRegistrationToken };
  endRegistrationToken: { path: { token: string }; answer: null };
  listScopes: { answer: { counted: number; data: readonly ({ name: string; title: string; clients: number; by: readonly ({ id: string; name: string; lastUsedAt: string | null })[]; operations: readonly (string)[] })[] } };
  listDialects: { answer: { counted: number; data: readonly ({ name: string; risk: string; forAll: boolean; clients: number; by: readonly ({ id: string; name: string; lastUsedAt: string | null })[]; requests: number; sunset: string | null })[] } };
  listProtectedResources: { answer: { data: readonly ({ identifier: string; separate: boolean })[] } };
  getSettings: { answer: Settings };
  getHealth: { answer: NodeHealth };
  listSigningKeys: { answer: { data: readonly (SigningKey)[] } };
  rotateSigningKeys: { answer: { data: readonly (SigningKey)[] } };
  listNodes: { answer: { data: readonly (Node)[]; waiting: { mails: number; webhooks: number }; sealLag: number } };
  listOperators: { answer: { data: readonly (Operator)[] } };
  setOperator: { path: { user: string }; body: { role: "owner" | "auditor" }; answer: Operator };
  removeOperator: { path: { user: string }; answer: null };
  listDevelopers: { query?: { state?: "pending" | "approved" | "refused"; limit?: number; cursor?: string }; answer: { data: readonly (Developer)[]; next: string | null } };
  approveDeveloper: { path: { user: string }; answer: Developer };
  refuseDeveloper: { path: { user: string }; body: { reason?: string | null }; answer: Developer };
  listManagementTokens: { query?: { limit?: number; cursor?: string }; answer: { data: readonly (ManagementToken)[]; next: string | null } };
  createManagementToken: { body: { name: string; scopes: readonly ("manage:read" | "manage:write" | "manage:tenants:read" | "manage:tenants:write" | "manage:users:read" | "manage:users:write" | "manage:members:read" | "manage:members:write" | "manage:roles:read" | "manage:roles:write" | "manage:clients:read" | "manage:clients:write" | "manage:connections:read" | "manage:connections:write" | "manage:tokens:read" | "manage:tokens:write" | "manage:webhooks:read" | "manage:webhooks:write" | "manage:audit:read" | "manage:audit:write" | "manage:usage:read" | "manage:usage:write" | "manage:sign-in:read" | "manage:sign-in:write" | "manage:operations:read" | "manage:operations:write" | "manage:operators:read" | "manage:operators:write" | "manage:developers:read" | "manage:developers:write")[]; tenant?: string | null; expiresAt?: string | null }; answer: { id: string; name: string; hint: string; scopes: readonly (string)[]; tenant: string | null; madeBy: string | null; createdAt: string; expiresAt: string | null; lastUsedAt: string | null; revokedAt: string | null; token: string } };
  revokeManagementToken: { path: { token: string }; answer: null };
  getSignInChallenge: { path: { challenge: string }; answer: SignInChallenge };
  acceptSignIn: { path: { challenge: string }; body: { subject: string; name: string; email: string; emailVerified?: boolean; memberships?: readonly ({ tenant: string; role: string; tenantName?: string })[]; authenticatedAt?: string; amr?: readonly (string)[]; acr?: string }; answer: { redirectTo: string } };
  acceptConsent: { path: { challenge: string }; body: { tenant?: string; scopes?: readonly (string)[]; expiry?: number | "untilRevoked" | "unchanged"; resources?: readonly ({ type: string; id: string })[] }; answer: { redirectTo: string } };
  refuseSignInChallenge: { path: { challenge: string }; body: { reason?: string }; answer: { redirectTo: string } };
  getTenantProvider: { path: { tenant: string }; answer: TenantProvider };
  setTenantProvider: { path: { tenant: string }; body: { title: string; issuer: string; clientId: string; clientSecret: string; role: string; subjectClaim?: "sub" | "oid"; groupsClaim?: string }; answer: TenantProvider };
  removeTenantProvider: { path: { tenant: string }; answer: null };
  listGroupRoles: { path: { tenant: string }; answer: GroupRoles };
  setGroupRoles: { path: { tenant: string }; body: { data: readonly ({ group: string; role: string })[] }; answer: GroupRoles };
}

/** Each kind of a row in the log. */
export const AUDIT_KINDS = ["authorization.granted","authorization.denied","authorization.pushed","authorization.changed","authorization.revoked","code.redeemed","code.replayed","device.requested","device.redeemed","device.refused","token.issued","token.refreshed","token.repeated","token.reused","token.revoked","token.refused","client.created","client.changed","client.deleted","client.secret_added","client.secret_ended","personal_token.created","personal_token.revoked","management_token.created","management_token.revoked","operator.set","operator.removed","developer.sign_up_asked","developer.signed_up","developer.approved","developer.refused","directory.changed","group_roles.set","tenant.created","tenant.renamed","tenant.deleted","user.created","user.renamed","user.reset_asked","user.address_asked","user.address_changed","user.changed","user.password_changed","user.deleted","second_step.on","second_step.off","passkey.added","passkey.removed","recovery_codes.renewed","recovery_code.used","factors.removed","member.added","invitation.sent","invitation.withdrawn","member.alert_mails_changed","member.removed","member.role_changed","role.changed","role.removed","sign_in.answered","provider.set","provider.removed","outside_account.linked","outside_account.unlinked","session.opened","session.refused","session.ended","registration_token.created","registration_token.ended","signing_key.rotated","webhook.added","webhook.changed","webhook.removed","webhook.secret_rotated","webhook.replayed","webhook.disabled","webhook.enabled","mail.given_up","anomaly.found","anomaly.closed","limit.near","limit.reached","audit.removed","backup.restored","decision.asked","api.called"] as const;

/** Method and path of each operation. */
export const OPERATIONS = {
  whoAmI: ['GET', '/me'],
  listOwnSessions: ['GET', '/me/sessions'],
  endOtherSessions: ['DELETE', '/me/sessions'],
  endOwnSession: ['DELETE', '/me/sessions/{session}'],
  changeOwnPassword: ['PUT', '/me/password'],
  showOwnPreferences: ['GET', '/me/preferences'],
  changeOwnPreferences: ['PATCH', '/me/preferences'],
  describeApi: ['GET', '/api'],
  listTenants: ['GET', '/tenants'],
  createTenant: ['POST', '/tenants'],
  getTenant: ['GET', '/tenants/{tenant}'],
  changeTenant: ['PATCH', '/tenants/{tenant}'],
  deleteTenant: ['DELETE', '/tenants/{tenant}'],
  listUsers: ['GET', '/users'],
  createUser: ['POST', '/users'],
  getUser: ['GET', '/users/{user}'],
  changeUser: ['PATCH', '/users/{user}'],
  deleteUser: ['DELETE', '/users/{user}'],
  setPassword: ['PUT', '/users/{user}/password'],
  removePassword: ['DELETE', '/users/{user}/password'],
  listSessions: ['GET', '/users/{user}/sessions'],
  endSessions: ['DELETE', '/users/{user}/sessions'],
  endSession: ['DELETE', '/users/{user}/sessions/{session}'],
  getFactors: ['GET', '/users/{user}/factors'],
  removeFactors: ['DELETE', '/users/{user}/factors'],
  getOwnFactors: ['GET', '/me/factors'],
  listMembers: ['GET', '/tenants/{tenant}/members'],
  addMember: ['POST', '/tenants/{tenant}/members'],
  getMember: ['GET', '/tenants/{tenant}/members/{user}'],
  changeMember: ['PATCH', '/tenants/{tenant}/members/{user}'],
  removeMember: ['DELETE', '/tenants/{tenant}/members/{user}'],
  signOutMember: ['POST', '/tenants/{tenant}/members/{user}/sign-out'],
  resetMemberPassword: ['POST', '/tenants/{tenant}/members/{user}/password'],
  listInvitations: ['GET', '/tenants/{tenant}/invitations'],
  inviteMember: ['POST', '/tenants/{tenant}/invitations'],
  inviteMemberAgain: ['POST', '/tenants/{tenant}/invitations/{invitation}/again'],
  withdrawInvitation: ['DELETE', '/tenants/{tenant}/invitations/{invitation}'],
  listPermissions: ['GET', '/permissions'],
  listRoles: ['GET', '/tenants/{tenant}/roles'],
  getRole: ['GET', '/tenants/{tenant}/roles/{role}'],
  saveRole: ['PUT', '/tenants/{tenant}/roles/{role}'],
  removeRole: ['DELETE', '/tenants/{tenant}/roles/{role}'],
  listClientCalls: ['GET', '/clients/{client}/calls'],
  getClientUsage: ['GET', '/clients/{client}/usage'],
  listClientRefusals: ['GET', '/clients/{client}/refusals'],
  listRefusalCodes: ['GET', '/refusal-codes'],
  followClientCalls: ['GET', '/clients/{client}/calls/live'],
  listUsage: ['GET', '/usage'],
  listClientUsage: ['GET', '/clients/{client}/usage/counters'],
  listAuditRows: ['GET', '/audit'],
  listTenantAuditRows: ['GET', '/tenants/{tenant}/audit'],
  exportAuditRows: ['GET', '/audit.jsonl'],
  exportAuditRowsAsCsv: ['GET', '/audit.csv'],
  exportTenantAuditRows: ['GET', '/tenants/{tenant}/audit.jsonl'],
  exportTenantAuditRowsAsCsv: ['GET', '/tenants/{tenant}/audit.csv'],
  explainCall: ['GET', '/audit/{row}/explanation'],
  explainTenantCall: ['GET', '/tenants/{tenant}/audit/{row}/explanation'],
  listClients: ['GET', '/clients'],
  createClient: ['POST', '/clients'],
  getClient: ['GET', '/clients/{client}'],
  changeClient: ['PATCH', '/clients/{client}'],
  deleteClient: ['DELETE', '/clients/{client}'],
  checkRedirectUris: ['POST', '/redirect-uri-checks'],
  listClientConnections: ['GET', '/clients/{client}/connections'],
  getClientConnection: ['GET', '/clients/{client}/connections/{account}'],
  endClientConnection: ['DELETE', '/clients/{client}/connections/{account}'],
  setClientLogo: ['PUT', '/clients/{client}/logo'],
  removeClientLogo: ['DELETE', '/clients/{client}/logo'],
  listClientSecrets: ['GET', '/clients/{client}/secrets'],
  addClientSecret: ['POST', '/clients/{client}/secrets'],
  endClientSecret: ['DELETE', '/clients/{client}/secrets/{secret}'],
  approveClient: ['POST', '/clients/{client}/approve'],
  suspendClient: ['POST', '/clients/{client}/suspend'],
  resumeClient: ['POST', '/clients/{client}/resume'],
  verifyClient: ['POST', '/clients/{client}/verify'],
  unverifyClient: ['POST', '/clients/{client}/unverify'],
  cleanUpClients: ['POST', '/client-cleanups'],
  createTestConnection: ['POST', '/clients/{client}/test-connection'],
  listQuickStarts: ['GET', '/clients/{client}/quick-starts'],
  listConnections: ['GET', '/tenants/{tenant}/connections'],
  getConnection: ['GET', '/tenants/{tenant}/connections/{connection}'],
  shrinkConnection: ['PATCH', '/tenants/{tenant}/connections/{connection}'],
  listParts: ['GET', '/tenants/{tenant}/connections/{connection}/parts'],
  listConnectionResources: ['GET', '/tenants/{tenant}/connections/{connection}/resources'],
  getConnectionUsage: ['GET', '/tenants/{tenant}/connections/{connection}/usage'],
  listConnectionActivity: ['GET', '/tenants/{tenant}/connections/{connection}/activity'],
  limitConnectionAddresses: ['PUT', '/tenants/{tenant}/connections/{connection}/addresses'],
  suspendConnection: ['POST', '/tenants/{tenant}/connections/{connection}/suspend'],
  resumeConnection: ['POST', '/tenants/{tenant}/connections/{connection}/resume'],
  releaseConnection: ['POST', '/tenants/{tenant}/connections/{connection}/release'],
  foreseeRevocation: ['GET', '/tenants/{tenant}/connections/{connection}/revocation'],
  revokeConnection: ['POST', '/tenants/{tenant}/connections/{connection}/revoke'],
  withdrawPart: ['POST', '/tenants/{tenant}/connections/{connection}/withdraw'],
  listAlerts: ['GET', '/alerts'],
  dismissAlert: ['POST', '/alerts/{alert}/dismiss'],
  listTenantAlerts: ['GET', '/tenants/{tenant}/alerts'],
  dismissTenantAlert: ['POST', '/tenants/{tenant}/alerts/{alert}/dismiss'],
  listConnectionAlerts: ['GET', '/tenants/{tenant}/connections/{connection}/alerts'],
  dismissConnectionAlert: ['POST', '/tenants/{tenant}/connections/{connection}/alerts/{alert}/dismiss'],
  offerTokens: ['GET', '/token-offer'],
  listSelectableResources: ['GET', '/tenants/{tenant}/selectable-resources'],
  listTokens: ['GET', '/tenants/{tenant}/tokens'],
  createToken: ['POST', '/tenants/{tenant}/tokens'],
  getToken: ['GET', '/tenants/{tenant}/tokens/{token}'],
  revokeToken: ['DELETE', '/tenants/{tenant}/tokens/{token}'],
  listOwnTokens: ['GET', '/me/tokens'],
  listAllTokens: ['GET', '/tokens'],
  revokeAnyToken: ['DELETE', '/tokens/{token}'],
  listEventTypes: ['GET', '/event-types'],
  listClientWebhooks: ['GET', '/clients/{client}/webhooks'],
  createClientWebhook: ['POST', '/clients/{client}/webhooks'],
  getClientWebhook: ['GET', '/clients/{client}/webhooks/{webhook}'],
  changeClientWebhook: ['PATCH', '/clients/{client}/webhooks/{webhook}'],
  removeClientWebhook: ['DELETE', '/clients/{client}/webhooks/{webhook}'],
  rotateClientWebhookSecret: ['POST', '/clients/{client}/webhooks/{webhook}/rotate'],
  listClientWebhookDeliveries: ['GET', '/clients/{client}/webhooks/{webhook}/deliveries'],
  resendClientWebhookDelivery: ['POST', '/clients/{client}/webhooks/{webhook}/deliveries/{number}/retry'],
  testClientWebhook: ['POST', '/clients/{client}/webhooks/{webhook}/test'],
  replayClientWebhook: ['POST', '/clients/{client}/webhooks/{webhook}/replay'],
  listWebhooks: ['GET', '/webhooks'],
  createWebhook: ['POST', '/webhooks'],
  getWebhook: ['GET', '/webhooks/{webhook}'],
  changeWebhook: ['PATCH', '/webhooks/{webhook}'],
  removeWebhook: ['DELETE', '/webhooks/{webhook}'],
  rotateWebhookSecret: ['POST', '/webhooks/{webhook}/rotate'],
  listWebhookDeliveries: ['GET', '/webhooks/{webhook}/deliveries'],
  resendWebhookDelivery: ['POST', '/webhooks/{webhook}/deliveries/{number}/retry'],
  testWebhook: ['POST', '/webhooks/{webhook}/test'],
  replayWebhook: ['POST', '/webhooks/{webhook}/replay'],
  listRegistrationTokens: ['GET', '/registration-tokens'],
  createRegistrationToken: ['POST', '/registration-tokens'],
  endRegistrationToken: ['DELETE', '/registration-tokens/{token}'],
  listScopes: ['GET', '/scopes'],
  listDialects: ['GET', '/dialects'],
  listProtectedResources: ['GET', '/protected-resources'],
  getSettings: ['GET', '/settings'],
  getHealth: ['GET', '/health'],
  listSigningKeys: ['GET', '/signing-keys'],
  rotateSigningKeys: ['POST', '/signing-keys/rotate'],
  listNodes: ['GET', '/nodes'],
  listOperators: ['GET', '/operators'],
  setOperator: ['PUT', '/operators/{user}'],
  removeOperator: ['DELETE', '/operators/{user}'],
  listDevelopers: ['GET', '/developers'],
  approveDeveloper: ['POST', '/developers/{user}/approve'],
  refuseDeveloper: ['POST', '/developers/{user}/refuse'],
  listManagementTokens: ['GET', '/management-tokens'],
  createManagementToken: ['POST', '/management-tokens'],
  revokeManagementToken: ['DELETE', '/management-tokens/{token}'],
  getSignInChallenge: ['GET', '/sign-in-challenges/{challenge}'],
  acceptSignIn: ['POST', '/sign-in-challenges/{challenge}/accept'],
  acceptConsent: ['POST', '/sign-in-challenges/{challenge}/accept-consent'],
  refuseSignInChallenge: ['POST', '/sign-in-challenges/{challenge}/refuse'],
  getTenantProvider: ['GET', '/tenants/{tenant}/provider'],
  setTenantProvider: ['PUT', '/tenants/{tenant}/provider'],
  removeTenantProvider: ['DELETE', '/tenants/{tenant}/provider'],
  listGroupRoles: ['GET', '/tenants/{tenant}/group-roles'],
  setGroupRoles: ['PUT', '/tenants/{tenant}/group-roles'],
} as const;
