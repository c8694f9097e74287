import type { Instant } from '../../model/index.ts';

/** Keys, sealed before they come here: the database alone opens nothing. */
export interface SealedKeyStore {
  sealedKeys(purpose: KeyPurpose): Promise<SealedKey[]>;
  /** Adds a key unless purpose and algorithm have one already that is as new as `unlessNewerThan`. */
  addSealedKey(key: SealedKey, unlessNewerThan: Instant): Promise<'added' | 'exists'>;
  removeSealedKey(id: string): Promise<void>;
  /** Replaces the sealing of a key, for rotating the master key. */
  resealKey(id: string, sealed: string): Promise<void>;
}

export type KeyPurpose = 'signing' | 'succession' | 'form' | 'subject' | 'client_secrets' | 'audit';

export interface SealedKey {
  id: string;
  purpose: KeyPurpose;
  /** Algorithm of a signing key (RFC 7518 / RFC 8037 name); otherwise `HMAC`. */
  algorithm: string;
  /** Public JWK as JSON, for signing keys. */
  publicJwk: string | null;
  sealed: string;
  createdAt: Instant;
}
