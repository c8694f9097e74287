import type { Instant, TenantId, TokenHash, UserId } from './ids.ts';

/**
 * A person's account at another system: at the application that sign-in is handed over to, or at an OpenID
 * provider. `source` and `subject` together identify it. An e-mail address never does: any system can claim any.
 */
export interface OutsideAccount {
  /** The system: `HAND_OVER`, or the issuer of a provider. */
  readonly source: string;
  /** The id of the person there. It never changes and never passes to another person. */
  readonly subject: string;
  readonly userId: UserId;
  /** The address that the system named last. Only shown. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** Whether the user began with this account, so that name and address follow it. False for a linked one. */
  readonly founding: boolean;
  readonly createdAt: Instant;
  readonly usedAt: Instant;
}

/** `oid`: of Entra, whose `sub` is another one for each application. */
export const SUBJECT_CLAIMS = ['sub', 'oid'] as const;
export type SubjectClaim = (typeof SUBJECT_CLAIMS)[number];

/**
 * The OpenID provider of one tenant. Its people have places in that tenant alone, and are other people than those of the
 * same issuer elsewhere: whoever manages the tenant decides what it says.
 */
export interface TenantProvider {
  readonly tenantId: TenantId;
  /** On the button. */
  readonly title: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedSecret: string;
  /** The role of its people there, unless one of their groups gives another. */
  readonly role: string;
  /** The claim that names a person; a directory knows people by the same id (`externalId`). Never an address. */
  readonly subjectClaim: SubjectClaim;
  /** The claim with the groups of a person. */
  readonly groupsClaim: string;
  readonly createdAt: Instant;
}

/** The source of people whom the API owner's own application signs in. No issuer looks like it. */
export const HAND_OVER = 'hand-over';

/**
 * A sign-in or consent that another system decides: once, for ten minutes, and only for the browser that
 * began. Only hashes of its secrets are stored.
 */
export interface SignInChallenge {
  readonly hash: TokenHash;
  readonly purpose: 'sign_in' | 'consent' | 'provider';
  /** SHA-256 of the cookie of the browser that began. */
  readonly browserHash: TokenHash;
  /** The request, as the other system may read it, and the address to go on at. */
  readonly asked: Record<string, unknown>;
  /** SHA-256 of the secret that brings the answer back; `null` while there is none. */
  readonly answerHash: TokenHash | null;
  readonly answer: Record<string, unknown> | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly usedAt: Instant | null;
}
