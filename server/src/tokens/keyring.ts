import { createPublicKey, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { MasterKey } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import type { SigningAlgorithm } from '../config/schema/signing.ts';
import { type Clock, DAY } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { AuditEvent, Instant } from '../model/index.ts';
import type { ClockWatch } from '../store/expiry/clock-watch.ts';
import { KEY_PURPOSES } from '../store/sealed-keys/verbs.ts';
import type { KeyPurpose, SealedKey, SealedKeyStore } from '../store/store.ts';
import type { AuditKey, Keys, SecretKey, VerifyingKey } from './keys.ts';
import { deriveKey, masterKeysIn, type Seal, sealUnder, sealUnderBoth } from './sealing.ts';
import {
  exportPrivateKey,
  importPublicKey,
  importSigningPair,
  newSigningPair,
  type SigningPair,
} from './signing-key.ts';

/**
 * How long a replaced signing key stays published: access tokens live for a day at most (`lifetimes.access`),
 * and another process may sign with the old key until its next upkeep.
 */
export const OVERLAP = 2 * DAY;
/** A signing key older than this is replaced at the next upkeep. */
export const SIGNING_KEY_AGE = 90 * DAY;
const NEVER_MADE: Instant = 0;

export interface KeyringOptions {
  store: SealedKeyStore;
  masterKey: MasterKey;
  apiName: string;
  clock: Clock;
  /** The algorithms that need a signing key; the first is the default. */
  algorithms?: readonly SigningAlgorithm[];
  /** Keys are rotated and deleted by age only while it trusts the clock; without it, always. */
  watch?: Pick<ClockWatch, 'mayDelete'>;
}

/** The keys of one API, with their rotation. */
export interface Keyring extends Keys {
  /** Derives successors with a new key. Older keys stay, for refresh tokens that name them. */
  rotateSuccessionKey(rows?: RowsOfKey): Promise<void>;
  /**
   * Loads keys that other processes rotated, replaces an old signing key, and deletes keys that are no longer
   * needed.
   */
  upkeep(): Promise<void>;
}

type RowsOfKey = (key: Pick<SealedKey, 'id'>) => AuditEvent[];
type Opened<Key> = Key & { id: string; createdAt: Instant };

/**
 * Opens the keys of an API, and makes them on first start. If several processes start at once on an empty
 * database, one makes each key and all use it.
 *
 * Throws an `Error` of one sentence if the keys were sealed under another master key or were tampered with.
 */
export async function openKeys(options: KeyringOptions): Promise<Keyring> {
  const { store, masterKey, apiName, clock, algorithms = ['ES256'], watch } = options;
  const seal = sealUnderBoth(masterKey);
  const guardKeys = masterKeysIn(masterKey).map((each) => deriveGuardKey(each, apiName));
  const [guardKey = ''] = guardKeys;

  const load = async <Key>(
    purpose: KeyPurpose,
    open: (secret: Buffer, algorithm: string) => Key,
  ): Promise<Opened<Key>[]> => {
    const rows = await store.sealedKeys(purpose);
    return rows.map((row) => ({
      ...open(unsealRow(seal, apiName, row), row.algorithm),
      id: row.id,
      createdAt: row.createdAt,
    }));
  };
  const addSecret = async (
    purpose: KeyPurpose,
    unlessNewerThan: Instant,
    rows?: RowsOfKey,
  ): Promise<void> => {
    const createdAt = Math.max(clock.now(), unlessNewerThan);
    const key = newSecretKey(seal, apiName, purpose, createdAt);
    await store.addSealedKey(key, unlessNewerThan, rows?.(key));
  };
  const addSigning = async (
    algorithm: SigningAlgorithm,
    unlessNewerThan: Instant,
    rows?: RowsOfKey,
  ): Promise<void> => {
    const createdAt = Math.max(clock.now(), unlessNewerThan);
    const key = await newKeyPair(seal, apiName, 'signing', algorithm, createdAt);
    await store.addSealedKey(key, unlessNewerThan, rows?.(key));
  };
  const loadSecrets = async <Key>(purpose: KeyPurpose, open: (secret: Buffer) => Key) => {
    const keys = await load(purpose, open);
    if (keys.length > 0) return keys;
    await addSecret(purpose, NEVER_MADE);
    return load(purpose, open);
  };
  const loadSigning = async (): Promise<Opened<SigningPair>[]> => {
    const keys = await load('signing', importSigningPair);
    const missing = algorithms.filter((each) => ofAlgorithm(keys, each).length === 0);
    if (missing.length === 0) return keys;
    await Promise.all(missing.map((each) => addSigning(each, NEVER_MADE)));
    return load('signing', importSigningPair);
  };
  const loadAudit = async (): Promise<Opened<AuditKey>[]> => {
    const keys = await load('audit', importSigningPair);
    if (keys.length > 0) return keys;
    await store.addSealedKey(await newKeyPair(seal, apiName, 'audit', 'EdDSA', clock.now()), NEVER_MADE);
    return load('audit', importSigningPair);
  };
  const loadAll = async () => ({
    signing: await loadSigning(),
    succession: await loadSecrets('succession', secretOnly),
    form: await loadSecrets('form', secretOnly),
    subject: await loadSecrets('subject', secretOnly),
    // A separate key, so that changing the master key reseals this one instead of each secret.
    clientSecrets: await loadSecrets('client_secrets', sealUnder),
    webhookSecrets: await loadSecrets('webhook_secrets', sealUnder),
    factorSecrets: await loadSecrets('factor_secrets', sealUnder),
    audit: await loadAudit(),
    verifying: await verifyingKeys(options),
  });

  let keys = await loadAll();

  const newestOf = (algorithm: SigningAlgorithm) => newest(ofAlgorithm(keys.signing, algorithm));
  /** Adds keys newer than all existing ones. If another process was first, loads its keys. */
  const rotate = async (due: readonly SigningAlgorithm[], rows?: RowsOfKey) => {
    await Promise.all(due.map((each) => addSigning(each, newestOf(each).createdAt + 1, rows)));
    keys = await loadAll();
  };
  const dropUnneeded = async () => {
    for (const key of keys.signing) {
      const alike = ofAlgorithm(keys.signing, key.algorithm);
      const replacedBy = alike[alike.indexOf(key) - 1];
      // A key whose algorithm is no longer configured has no successor; it is deleted when it is old.
      const endsAt = replacedBy?.createdAt ?? key.createdAt + SIGNING_KEY_AGE;
      const needed = !replacedBy && algorithms.includes(key.algorithm);
      if (!needed && clock.now() - endsAt > OVERLAP) await store.removeSealedKey(key.id);
    }
    keys = await loadAll();
  };
  const upkeep = async () => {
    keys = await loadAll();
    // Deleting a key invalidates every token that it signed. A key dated in the future stays the newest.
    if (watch && !watch.mayDelete()) return;
    const old = algorithms.filter((each) => clock.now() - newestOf(each).createdAt >= SIGNING_KEY_AGE);
    if (old.length > 0) await rotate(old, (key) => [rotatedByAge(key, clock.now())]);
    await dropUnneeded();
  };
  await upkeep();
  const [first = 'ES256'] = algorithms;

  return {
    signing(algorithm = first) {
      const { jwk, privateKey } = newestOf(algorithm);
      return { id: jwk.kid, algorithm, privateKey };
    },
    algorithms: () => algorithms,
    published: () => keys.signing.map(({ jwk }) => jwk),
    succession: () => newest(keys.succession),
    successionById: (id) => keys.succession.find((key) => key.id === id) ?? null,
    form: () => newest(keys.form),
    // The oldest: if two were made at once, a user must not get two names.
    subject: () => newest(keys.subject.toReversed()),
    clientSecrets: () => newest(keys.clientSecrets),
    // The oldest: two that were made at once must not seal under two keys.
    webhookSecrets: () => newest(keys.webhookSecrets.toReversed()),
    factorSecrets: () => newest(keys.factorSecrets.toReversed()),
    audit: () => newest(keys.audit),
    auditById: (id) => keys.verifying.find((key) => key.id === id) ?? null,
    guardKey: () => guardKey,
    guardKeys: () => guardKeys,
    rotateSigningKey: (rows) => rotate(algorithms, rows),
    async rotateSuccessionKey(rows) {
      await addSecret('succession', newest(keys.succession).createdAt + 1, rows);
      keys = await loadAll();
    },
    upkeep,
  };
}

type Sealed = Pick<KeyringOptions, 'store' | 'masterKey' | 'apiName'>;

/** Opens the keys that verify the seals of the log. Makes none. Throws as `openKeys` does. */
export async function openAuditKeys(sealed: Sealed): Promise<Pick<Keys, 'auditById'>> {
  const keys = await verifyingKeys(sealed);
  return { auditById: (id) => keys.find((key) => key.id === id) ?? null };
}

/** Those that seal, and those of which only the public half is left. */
async function verifyingKeys({ store, masterKey, apiName }: Sealed): Promise<VerifyingKey[]> {
  const seal = sealUnderBoth(masterKey);
  const opened = async (purpose: KeyPurpose, read: (secret: Buffer, row: SealedKey) => KeyObject) =>
    (await store.sealedKeys(purpose)).map((row) => ({
      id: row.id,
      publicKey: read(unsealRow(seal, apiName, row), row),
    }));
  return [
    ...(await opened('audit', (secret, { algorithm }) =>
      createPublicKey(importSigningPair(secret, algorithm).privateKey),
    )),
    ...(await opened('audit_public', importPublicKey)),
  ];
}

/** Returns the key by which proxies and SDKs of an API authenticate. It changes only with the master key. */
export function deriveGuardKey(masterKey: Uint8Array, apiName: string): string {
  return deriveKey(masterKey, `guard key of ${apiName}`, 32).toString('base64url');
}

/** Keys that are sealed anew in one transaction. */
const RESEALED_AT_ONCE = 20;

/**
 * Reseals every key of an API, a few at a time, until only `to` opens them; the guard key changes too. Servers may run that have both
 * master keys. Keys already under `to` stay, so that one that was killed can be repeated. `audit` commits with the last keys.
 */
export async function changeMasterKey(change: {
  store: Pick<SealedKeyStore, 'sealedKeys' | 'resealKeys'>;
  from: Uint8Array;
  to: Uint8Array;
  apiName: string;
  audit?: AuditEvent[];
}): Promise<void> {
  const { store, audit = [] } = change;
  let isTold = false;
  // A server may have made a key under the old one since it was looked at last.
  for (let left = await underOther(change); left.length > 0; left = await underOther(change)) {
    for (let at = 0; at < left.length; at += RESEALED_AT_ONCE) {
      const isLast = at + RESEALED_AT_ONCE >= left.length;
      await store.resealKeys(left.slice(at, at + RESEALED_AT_ONCE), isLast && !isTold ? audit : []);
    }
    isTold = true;
  }
}

/** Returns the keys that `to` does not open, sealed under it. Throws `StartError` for one that `from` does not open either. */
async function underOther({ store, from, to, apiName }: Parameters<typeof changeMasterKey>[0]) {
  const resealed: Pick<SealedKey, 'id' | 'sealed'>[] = [];
  const [old, fresh] = [sealUnder(from), sealUnder(to)];
  for (const purpose of KEY_PURPOSES) {
    for (const row of await store.sealedKeys(purpose)) {
      const use = { api: apiName, purpose, id: row.id };
      if (fresh.unseal(row.sealed, use).ok) continue;
      resealed.push({ id: row.id, sealed: fresh.seal(unsealRow(old, apiName, row), use) });
    }
  }
  return resealed;
}

async function newKeyPair(
  seal: Seal,
  api: string,
  purpose: KeyPurpose,
  algorithm: SigningAlgorithm,
  createdAt: Instant,
): Promise<SealedKey> {
  const pair = await newSigningPair(algorithm);
  const id = pair.jwk.kid;
  return {
    id,
    purpose,
    algorithm,
    publicJwk: JSON.stringify(pair.jwk),
    sealed: seal.seal(exportPrivateKey(pair), { api, purpose, id }),
    createdAt,
  };
}

export function newSecretKey(seal: Seal, api: string, purpose: KeyPurpose, createdAt: Instant): SealedKey {
  const id = newId('key');
  const sealed = seal.seal(randomBytes(32), { api, purpose, id });
  return { id, purpose, algorithm: 'HMAC', publicJwk: null, sealed, createdAt };
}

function unsealRow(seal: Seal, api: string, row: SealedKey): Buffer {
  const opened = seal.unseal(row.sealed, { api, purpose: row.purpose, id: row.id });
  if (opened.ok) return opened.value;
  throw new StartError(
    opened.problem === 'other_master'
      ? `The keys of ${api} were sealed under another master key; start with the one they were made with, or see docs/operate/keys.md if it is lost.`
      : `The ${row.purpose} key ${row.id} of ${api} was changed in the database after it was sealed.`,
  );
}

function rotatedByAge({ id }: Pick<SealedKey, 'id'>, at: Instant): AuditEvent {
  const nobody = { tenantId: null, userId: null, clientId: null, connectedAccountId: null, grantId: null };
  const detail = { key: 'signing', id, cause: 'age' };
  const about = { mode: null, outcome: 'allowed', code: null, ip: null, requestId: null } as const;
  return { kind: 'signing_key.rotated', at, ...nobody, ...about, detail };
}

/** Newest first, as in the store. */
function ofAlgorithm<Key extends { algorithm: SigningAlgorithm }>(
  keys: readonly Key[],
  algorithm: SigningAlgorithm,
): Key[] {
  return keys.filter((key) => key.algorithm === algorithm);
}

function secretOnly(secret: Buffer): Pick<SecretKey, 'secret' | 'macKey'> {
  return { secret, macKey: createSecretKey(secret) };
}

function newest<Key>(keys: readonly Key[]): Key {
  const [first] = keys;
  if (first === undefined) throw new Error('A key that was there a moment ago is gone from the database.');
  return first;
}
