import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { MasterKey } from '../config/environment/master-key.ts';
import { ok, type Result, refused } from '../lib/result.ts';

/**
 * The use of a sealed value. It opens only for the same use, so that an attacker cannot replace one with
 * another.
 */
export interface SealedFor {
  api: string;
  purpose: string;
  /** Id of the row that holds it. */
  id: string;
}

/** `other_master`: sealed under another master key. `damaged`: changed since, or sealed for another use. */
export type UnsealProblem = 'other_master' | 'damaged';

/** Seals secrets that have to be read back, under one master key. */
export interface Seal {
  /** Identifies the master key without revealing it. */
  readonly masterId: string;
  seal(secret: Uint8Array, use: SealedFor): string;
  unseal(sealed: string, use: SealedFor): Result<Buffer, UnsealProblem>;
}

const MASTER_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SHAPE = /^v1\.([A-Za-z0-9_-]{11})\.([A-Za-z0-9_-]+)$/;

/** Returns the master key that is in use, and the one that is to follow. */
export function masterKeysIn(masterKey: MasterKey): Uint8Array[] {
  return masterKey instanceof Uint8Array ? [masterKey] : [masterKey.current, masterKey.next];
}

/**
 * Derives a key for one use from the master key (HKDF-SHA-256, RFC 5869). Keys with different labels are
 * independent, so none reveals another.
 */
export function deriveKey(masterKey: Uint8Array, label: string, bytes: number): Buffer {
  if (masterKey.length !== MASTER_KEY_BYTES) {
    throw new Error(
      `The master key has to be ${MASTER_KEY_BYTES} bytes long; this one has ${masterKey.length}.`,
    );
  }
  return Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(0), `latchkey ${label}`, bytes));
}

/**
 * AES-256-GCM with a random nonce (NIST SP 800-38D). The text is `v1.<master key id>.<nonce, ciphertext,
 * tag>`, and the value's use is authenticated with it. Throws if the master key is not 32 bytes long.
 */
export function sealUnder(masterKey: Uint8Array): Seal {
  const key = deriveKey(masterKey, 'sealing', 32);
  const masterId = deriveKey(masterKey, 'master key id', 8).toString('base64url');
  const context = (use: SealedFor) =>
    Buffer.from(JSON.stringify(['v1', masterId, use.purpose, use.api, use.id]));

  return {
    masterId,
    seal(secret, use) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context(use));
      const body = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
      return `v1.${masterId}.${body.toString('base64url')}`;
    },
    unseal(sealed, use) {
      const [, sealedUnder, text] = SHAPE.exec(sealed) ?? [];
      if (sealedUnder === undefined || text === undefined) return refused('damaged');
      if (sealedUnder !== masterId) return refused('other_master');
      const body = Buffer.from(text, 'base64url');
      // Decoding ignores surplus bits at the end, so only the original spelling is accepted.
      if (body.length < NONCE_BYTES + TAG_BYTES || body.toString('base64url') !== text) {
        return refused('damaged');
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(context(use)).setAuthTag(body.subarray(-TAG_BYTES));
        const secret = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
        return ok(Buffer.concat([secret, decipher.final()]));
      } catch {
        return refused('damaged');
      }
    },
  };
}

/**
 * Opens secrets under each of two master keys. It seals under the next one once it has opened something under it: then every process
 * has both, and a process that starts with the next alone has to open what was made meanwhile.
 */
export function sealUnderBoth(masterKey: MasterKey): Seal {
  const [current, next] = masterKeysIn(masterKey).map(sealUnder);
  if (!current) throw new Error('There is no master key.');
  if (!next) return current;
  let used = current;
  return {
    get masterId() {
      return used.masterId;
    },
    seal: (secret, use) => used.seal(secret, use),
    unseal(sealed, use) {
      const opened = next.unseal(sealed, use);
      if (opened.ok) used = next;
      return opened.ok || opened.problem === 'damaged' ? opened : current.unseal(sealed, use);
    },
  };
}
