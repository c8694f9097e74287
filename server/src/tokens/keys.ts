import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import type { SigningAlgorithm } from '../config/schema/signing.ts';
import type { Seal } from './sealing.ts';

/** The keys of one API, opened. Loaded and, on first start, made by `openKeys`. */
export interface Keys {
  /** The newest signing key of an algorithm; without one, of the first that is configured. */
  signing(algorithm?: SigningAlgorithm): SigningKey;
  /** The algorithms that there are keys for, in the configured order. */
  algorithms(): readonly SigningAlgorithm[];
  /** Every public key that somebody may still need to verify with, newest first (RFC 7517). */
  published(): JWK[];
  /** The newest key for deriving successors of refresh tokens. */
  succession(): SecretKey;
  /** An older one by id; `null` when it is gone. */
  successionById(id: string): SecretKey | null;
  /** What pairwise subjects are computed with (OpenID Connect Core section 8.1); never changes. */
  subject(): SecretKey;
  /** Authenticates hidden form fields (CSRF, consent) and short-lived internal notes. */
  form(): SecretKey;
  /** Seals the secrets that clients sign with, which have to be read back (`client_secret_jwt`). */
  clientSecrets(): Seal;
  /** Signs the seals of the log (Ed25519). Never published, so that no token can be signed with it. */
  audit(): AuditKey;
  /** One that an older seal names; `null` when there is none of that id. */
  auditById(id: string): AuditKey | null;
  /** What an SDK or a proxy proves itself with when it asks for a decision; derived from the master key. */
  guardKey(): string;
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

export interface SecretKey {
  id: string;
  secret: Buffer;
}
