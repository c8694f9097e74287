import type { AuditEvent, Instant } from '../../model/index.ts';

/** Keys, sealed before they are stored, so that the database alone is useless to an attacker. */
export interface SealedKeyStore {
  sealedKeys(purpose: KeyPurpose): Promise<SealedKey[]>;
  /** Adds a key unless purpose and algorithm have one newer than `unlessNewerThan`. */
  addSealedKey(key: SealedKey, unlessNewerThan: Instant, audit?: AuditEvent[]): Promise<'added' | 'exists'>;
  removeSealedKey(id: string): Promise<void>;
  /** Replaces the sealed form of keys, for rotating the master key: of all or of none. */
  resealKeys(keys: readonly Pick<SealedKey, 'id' | 'sealed'>[], audit?: AuditEvent[]): Promise<void>;
}

export const KEY_PURPOSES = [
  'signing',
  'succession',
  'form',
  'subject',
  'client_secrets',
  'webhook_secrets',
  'factor_secrets',
  'audit',
  /** Only the public half is left, to verify seals. */
  'audit_public',
] as const;

export type KeyPurpose = (typeof KEY_PURPOSES)[number];

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
