import type {
  AccessToken,
  AuthorizationCode,
  Grant,
  Instant,
  PresentedGrant,
  RefreshToken,
  TokenFamily,
  TokenHash,
} from '../../model/index.ts';
import type { Redeeming } from '../../rules/token/redemption.ts';
import type { AuditBy } from '../audit/verbs.ts';
import type { RecordedConsent } from '../grants/verbs.ts';

export interface CodeStore {
  /**
   * Records consent and code in one transaction. Adds scopes to a live grant and restarts a revoked one. A
   * suspended grant records the consent but stays suspended, so its code is `revoked` until it is resumed. A
   * grant held by a manager (`rules/grant/holds.ts`) is returned unchanged, and only `audit.held` is written:
   * `held`. `decided`: the pushed request was already decided or has expired (RFC 9126 section 4).
   */
  approve(consent: Consent): Promise<{ outcome: 'allowed' | 'held'; grant: Grant } | { outcome: 'decided' }>;
  code(hash: TokenHash): Promise<{ code: AuthorizationCode; grant: PresentedGrant } | null>;
  redeemCode(redemption: Redemption): Promise<RedemptionOutcome>;
}

export interface Consent extends RecordedConsent {
  /** The pushed request that it answers and consumes; `null` if the request came by value. */
  pushed: TokenHash | null;
  /** The code that brings the consent to the client. The store fills in its grant id and version. */
  code: Omit<AuthorizationCode, 'grantId' | 'grantVersion' | 'redeemedAt' | 'familyId'>;
}

/** The tokens for a code. Minted before the verb is called, and valid only if it returns `redeemed`. */
export interface Redemption {
  codeHash: TokenHash;
  now: Instant;
  family: TokenFamily;
  access: AccessToken;
  /** `null` if the client may not refresh. */
  refresh: RefreshToken | null;
  audit: AuditBy<'redeemed' | 'replayed'>;
}

/** `replayed`: the family of the first redemption has already been ended. */
export type RedemptionOutcome = Redeeming | 'unknown';
