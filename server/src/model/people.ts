import type { AuthMethod } from './factors.ts';
import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/** A tenant: an organisation, business or account. Every row of tenant data names its tenant. */
export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
}

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  /** argon2id in PHC string format; `null` for a user who never signs in here (a service user). */
  readonly passwordHash: string | null;
  readonly createdAt: Instant;
}

/** How a person wants to be spoken to, on pages and in mails; `null` leaves it to the browser, then to the API. */
export interface Preferences {
  readonly userId: UserId;
  /** Tag of a language of the pages. */
  readonly language: string | null;
  /** Name of a time zone in the IANA's database. */
  readonly timeZone: string | null;
  /** Of somebody who operates the API: whether they are told by mail of what waits for approval. */
  readonly approvalMails: boolean;
}

/** A user's place in a tenant. The role is a name; its permissions are looked up at each call. */
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

/** A role that one tenant made. Roles of all tenants are in the API's configuration. */
export interface CustomRole {
  readonly tenantId: TenantId;
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly string[];
}

/** How another system says that it authenticated a user (OpenID Connect Core section 2). */
export interface SignInElsewhere {
  /** `null`: it does not say when. */
  readonly authenticatedAt: Instant | null;
  readonly amr: readonly string[];
  readonly acr: string | null;
}

/** A signed-in browser. The cookie has the secret, the store only its hash. */
export interface Session {
  readonly hash: TokenHash;
  /** The session's id for clients (`sid`); stays when the same user signs in again. It grants no access. */
  readonly publicId: string;
  readonly userId: UserId;
  /** How the user signed in at `createdAt`; empty if another system signed them in. */
  readonly methods: readonly AuthMethod[];
  /** Set if another system authenticated the user: its own words for how and when. */
  readonly elsewhere?: SignInElsewhere | null;
  /** The browser in plain words, such as `Firefox on Linux`; `null` if it did not say. */
  readonly browser: string | null;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}

/** An invitation of whoever reads the mail to an address. The mail has the secret, the store only its hash. */
export interface Invitation {
  readonly id: string;
  readonly hash: TokenHash;
  readonly tenantId: TenantId;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: UserId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}
