import type {
  AccessToken,
  AuthorizationCode,
  Grant,
  Instant,
  RefreshToken,
  TokenFamily,
  TokenHash,
} from '../../model/index.ts';
import type { Redeeming } from '../../rules/token/redemption.ts';
import type { AuditBy } from '../audit/verbs.ts';
import type { RecordedConsent } from '../grants/verbs.ts';

export interface CodeStore {
  /**
   * Records consent and the code in one step. Adds scopes to a live grant, begins afresh on a revoked one. A
   * suspended grant takes the consent as well but stays suspended, so its code is `revoked` until it is resumed. One
   * that a manager holds (`rules/grant/holds.ts`) is returned as it was, and only `audit.held` is written: `held`. `decided`: the
   * pushed request was decided about before, or has expired (RFC 9126 section 4).
   */
  approve(consent: Consent): Promise<{ outcome: 'allowed' | 'held'; grant: Grant } | { outcome: 'decided' }>;
  code(hash: TokenHash): Promise<{ code: AuthorizationCode; grant: Grant } | null>;
  redeemCode(redemption: Redemption): Promise<RedemptionOutcome>;
}

export interface Consent extends RecordedConsent {
  /** The pushed request that it answers, which it uses up; `null` when the request came by value. */
  pushed: TokenHash | null;
  /** The code that carries the consent to the client; its grant id and version are filled in by the store. */
  code: Omit<AuthorizationCode, 'grantId' | 'grantVersion' | 'redeemedAt' | 'familyId'>;
}

/** Everything a code turns into. Minted before the verb is called, worthless unless it answers `redeemed`. */
export interface Redemption {
  codeHash: TokenHash;
  now: Instant;
  family: TokenFamily;
  access: AccessToken;
  /** `null` when the client may not refresh. */
  refresh: RefreshToken | null;
  audit: AuditBy<'redeemed' | 'replayed'>;
}

/** `replayed` has already ended the family that the first redemption began. */
export type RedemptionOutcome = Redeeming | 'unknown';
