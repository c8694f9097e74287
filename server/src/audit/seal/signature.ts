import { createPublicKey, sign, verify } from 'node:crypto';
import type { AuditSeal } from '../../model/index.ts';
import type { AuditKey } from '../../tokens/keys.ts';
import { sealDigest } from './digest.ts';

/** The keys that somebody needs who checks signatures, by id; `null` for one that this Latchkey never had. */
export interface AuditKeys {
  auditById(id: string): AuditKey | null;
}

/** Ed25519 signature over a text, base64url. */
export function signText({ privateKey }: AuditKey, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64url');
}

/**
 * Whether the key of that id signed the text. The public half is taken from the sealed private key, so exchanging it
 * in the database helps nobody.
 */
export function isSignedText(keys: AuditKeys, keyId: string, text: string, signature: string): boolean {
  const key = keys.auditById(keyId);
  if (!key) return false;
  return verify(
    null,
    Buffer.from(text),
    createPublicKey(key.privateKey),
    Buffer.from(signature, 'base64url'),
  );
}

/** Whether this Latchkey made the seal, as it is now. */
export function isGenuine(keys: AuditKeys, seal: AuditSeal): boolean {
  return isSignedText(keys, seal.keyId, sealDigest(seal), seal.signature);
}
