import { sign, verify } from 'node:crypto';
import type { AuditSeal } from '../../model/index.ts';
import type { AuditKey, VerifyingKey } from '../../tokens/keys.ts';
import { sealDigest } from './digest.ts';

/** The keys for verifying signatures, by id. Returns `null` for a key that this Latchkey never had. */
export interface AuditKeys {
  auditById(id: string): VerifyingKey | null;
}

/** Returns the Ed25519 signature over a text, base64url. */
export function signText({ privateKey }: AuditKey, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64url');
}

/**
 * Returns whether the key of that id signed the text. The master key seals the key that verifies, so that replacing it in
 * the database gains an attacker nothing.
 */
export function isSignedText(keys: AuditKeys, keyId: string, text: string, signature: string): boolean {
  const key = keys.auditById(keyId);
  if (!key) return false;
  return verify(null, Buffer.from(text), key.publicKey, Buffer.from(signature, 'base64url'));
}

/** Returns whether this Latchkey made the seal and it is unchanged. */
export function isGenuine(keys: AuditKeys, seal: AuditSeal): boolean {
  return isSignedText(keys, seal.keyId, sealDigest(seal), seal.signature);
}
