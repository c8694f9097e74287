import type {
  AccessToken,
  AuditEvent,
  ClientId,
  DeviceRequest,
  Instant,
  RefreshToken,
  TokenFamily,
  TokenHash,
} from '../../model/index.ts';
import type { DeviceOutcome } from '../../rules/token/device.ts';
import type { RecordedConsent } from '../grants/verbs.ts';

/** The device authorization grant (RFC 8628). */
export interface DeviceStore {
  /** `exists` if another device is waiting with the same user code. */
  openDeviceRequest(request: DeviceRequest, audit: AuditEvent[]): Promise<'opened' | 'exists'>;
  deviceRequest(hash: TokenHash): Promise<DeviceRequest | null>;
  /** Returns a request that still waits for its user. */
  deviceRequestByUserCode(userCodeHash: TokenHash, now: Instant): Promise<DeviceRequest | null>;
  /** Records the consent as `approve` does and lets the device get its tokens. */
  allowDevice(
    consent: RecordedConsent & { deviceHash: TokenHash; authenticatedAt: Instant | null },
  ): Promise<'allowed' | 'held' | 'decided' | 'unknown'>;
  denyDevice(change: {
    hash: TokenHash;
    now: Instant;
    audit: AuditEvent[];
  }): Promise<'denied' | 'decided' | 'unknown'>;
  /**
   * One poll (RFC 8628 section 3.5). Only `redeemed` stores the minted tokens. `slow_down` has extended the
   * interval by five seconds.
   */
  redeemDevice(redemption: DeviceRedemption): Promise<DeviceOutcome>;
}

export interface DeviceRedemption {
  hash: TokenHash;
  clientId: ClientId;
  now: Instant;
  /** `null` before the user has decided: nothing can be minted without a user. */
  minted: { family: TokenFamily; access: AccessToken; refresh: RefreshToken | null } | null;
  audit: AuditEvent[];
}
