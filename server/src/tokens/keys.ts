import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { SigningAlgorithm } from '../config/schema/signing.ts';
import type { AuditEvent } from '../model/index.ts';
import type { Seal } from './sealing.ts';

/** The opened keys of one API. `openKeys` loads them and makes them on first start. */
export interface Keys {
  /**
   * Signs with new keys from now on, one per algorithm. The old ones stay published for two days, and other nodes follow
   * within the hour. `rows` commit with each new key.
   */
  rotateSigningKey(rows?: (key: { id: string }) => AuditEvent[]): Promise<void>;
  /** Returns the newest signing key of an algorithm; by default, of the first configured one. */
  signing(algorithm?: SigningAlgorithm): SigningKey;
  /** The algorithms with a key, in the configured order. */
  algorithms(): readonly SigningAlgorithm[];
  /** Returns every public key that may still be needed for verification, newest first (RFC 7517). */
  published(): JWK[];
  /** The newest key for deriving successors of refresh tokens. */
  succession(): SecretKey;
  /** Returns an older one by id, or `null` if it was deleted. */
  successionById(id: string): SecretKey | null;
  /** Returns the key for computing pairwise subjects (OpenID Connect Core section 8.1). It never changes. */
  subject(): SecretKey;
  /** Authenticates hidden form fields (CSRF, consent) and short-lived internal notes. */
  form(): SecretKey;
  /** Seals client secrets that have to be read back (`client_secret_jwt`). */
  clientSecrets(): Seal;
  /** Seals the secrets of webhook endpoints. */
  webhookSecrets(): Seal;
  /** Seals the secrets of authenticator apps. */
  factorSecrets(): Seal;
  /** Signs the seals of the log (Ed25519). Never published, so that it cannot verify tokens. */
  audit(): AuditKey;
  /** Returns the key that verifies a seal that names this id, or `null` if there is none. */
  auditById(id: string): VerifyingKey | null;
  /**
   * Returns the key by which an SDK or proxy authenticates when it asks for a decision; derived from the
   * master key.
   */
  guardKey(): string;
  /** Returns it, and the one of the master key that is to follow: both count until the change is over. */
  guardKeys(): readonly string[];
}

export interface SigningKey {
  id: string;
  algorithm: SigningAlgorithm;
  privateKey: KeyObject;
}

export interface AuditKey {
  id: string;
  privateKey: KeyObject;
}

export interface VerifyingKey {
  id: string;
  publicKey: KeyObject;
}

export interface SecretKey {
  id: string;
  secret: Buffer;
  /** The same for MACs, imported once: importing it costs four times as much as a MAC. */
  macKey: KeyObject;
}
