import type { KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

/** The keys of one API, opened. Loaded and, on first start, made by `openKeys`. */
export interface Keys {
  /** The newest signing key. */
  signing(): SigningKey;
  /** Every public key that somebody may still need to verify with, newest first (RFC 7517). */
  published(): JWK[];
  /** The newest key for deriving successors of refresh tokens. */
  succession(): SecretKey;
  /** An older one by id; `null` when it is gone. */
  successionById(id: string): SecretKey | null;
  /** Authenticates hidden form fields (CSRF, consent) and short-lived internal notes. */
  form(): SecretKey;
  /** What an SDK or a proxy proves itself with when it asks for a decision; derived from the master key. */
  guardKey(): string;
}

export interface SigningKey {
  id: string;
  algorithm: 'EdDSA' | 'ES256' | 'RS256' | 'PS256';
  privateKey: KeyObject;
}

export interface SecretKey {
  id: string;
  secret: Buffer;
}
