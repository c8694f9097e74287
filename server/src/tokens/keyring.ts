import { randomBytes } from 'node:crypto';
import { StartError } from '../config/start-error.ts';
import { type Clock, DAY } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Instant } from '../model/index.ts';
import type { KeyPurpose, SealedKey, SecretStore } from '../store/store.ts';
import type { Keys, SecretKey } from './keys.ts';
import { deriveKey, type Seal, sealUnder } from './seal.ts';
import { exportPrivateKey, importSigningPair, newSigningPair, type SigningPair } from './signing-key.ts';

/**
 * How long a replaced signing key stays published: access tokens live for a day at most (`lifetimes.access`), and
 * another process may sign with the old key until its next upkeep.
 */
const OVERLAP = 2 * DAY;
/** A signing key older than this is replaced at the next upkeep. */
const SIGNING_KEY_AGE = 90 * DAY;
const NEVER_MADE: Instant = 0;

export interface KeyringOptions {
  store: SecretStore;
  /** 32 bytes. */
  masterKey: Buffer;
  apiName: string;
  clock: Clock;
}

/** The keys of one API, with what keeps them in order. */
export interface Keyring extends Keys {
  /** Signs with a new key from now on; the old ones stay published for two days. */
  rotateSigningKey(): Promise<void>;
  /** Derives successors with a new key; older ones stay, for refresh tokens that name them. */
  rotateSuccessionKey(): Promise<void>;
  /** Takes up what other processes rotated, replaces an old signing key, and drops ones that are past need. */
  upkeep(): Promise<void>;
}

type Opened<Key> = Key & { id: string; createdAt: Instant };

/**
 * Opens the keys of an API, and makes them on first start. Of several processes that start at once on an empty
 * database one makes each key, and all of them end up with it.
 *
 * Throws an `Error` of one sentence when the keys were sealed under another master key or were tampered with.
 */
export async function openKeys({ store, masterKey, apiName, clock }: KeyringOptions): Promise<Keyring> {
  const seal = sealUnder(masterKey);
  const guardKey = deriveGuardKey(masterKey, apiName);

  const add = async (purpose: KeyPurpose, unlessNewerThan: Instant): Promise<void> => {
    const createdAt = Math.max(clock.now(), unlessNewerThan);
    await store.addSealedKey(newKey(seal, apiName, purpose, createdAt), unlessNewerThan);
  };
  const load = async <Key>(purpose: KeyPurpose, open: (secret: Buffer) => Key): Promise<Opened<Key>[]> => {
    const rows = await store.sealedKeys(purpose);
    return rows.map((row) => ({
      ...open(unsealRow(seal, apiName, row)),
      id: row.id,
      createdAt: row.createdAt,
    }));
  };
  const loadOrMake = async <Key>(purpose: KeyPurpose, open: (secret: Buffer) => Key) => {
    let keys = await load(purpose, open);
    if (keys.length === 0) {
      await add(purpose, NEVER_MADE);
      keys = await load(purpose, open);
    }
    return keys;
  };
  const loadAll = async () => ({
    signing: await loadOrMake('signing', importSigningPair),
    succession: await loadOrMake('succession', secretOnly),
    form: await loadOrMake('form', secretOnly),
  });

  let keys = await loadAll();

  /** Adds a key that is newer than all there are; if another process was first, takes up that one. */
  const rotate = async (purpose: KeyPurpose, current: { createdAt: Instant }) => {
    await add(purpose, current.createdAt + 1);
    keys = await loadAll();
  };
  const dropUnneeded = async () => {
    for (const [index, key] of keys.signing.entries()) {
      const replacedBy = keys.signing[index - 1];
      if (replacedBy && clock.now() - replacedBy.createdAt > OVERLAP) await store.removeSealedKey(key.id);
    }
    keys = await loadAll();
  };
  const upkeep = async () => {
    keys = await loadAll();
    const current = newest(keys.signing);
    if (clock.now() - current.createdAt >= SIGNING_KEY_AGE) await rotate('signing', current);
    await dropUnneeded();
  };
  await upkeep();

  return {
    signing() {
      const { jwk, privateKey } = newest(keys.signing);
      return { id: jwk.kid, algorithm: 'ES256', privateKey };
    },
    published: () => keys.signing.map(({ jwk }) => jwk),
    succession: () => newest(keys.succession),
    successionById: (id) => keys.succession.find((key) => key.id === id) ?? null,
    form: () => newest(keys.form),
    guardKey: () => guardKey,
    rotateSigningKey: () => rotate('signing', newest(keys.signing)),
    rotateSuccessionKey: () => rotate('succession', newest(keys.succession)),
    upkeep,
  };
}

/** What proxies and SDKs of an API prove themselves with; the same for as long as the master key is. */
export function deriveGuardKey(masterKey: Buffer, apiName: string): string {
  return deriveKey(masterKey, `guard key of ${apiName}`, 32).toString('base64url');
}

/**
 * Seals every key of an API anew. Afterwards only `to` opens them; the guard key changes with it. Keys already
 * under `to` are left alone, so that a change which was cut short can be run again.
 */
export async function changeMasterKey(change: {
  store: SecretStore;
  from: Buffer;
  to: Buffer;
  apiName: string;
}): Promise<void> {
  const [from, to] = [sealUnder(change.from), sealUnder(change.to)];
  for (const purpose of ['signing', 'succession', 'form'] as const) {
    for (const row of await change.store.sealedKeys(purpose)) {
      const use = { api: change.apiName, purpose, id: row.id };
      if (to.unseal(row.sealed, use).ok) continue;
      const secret = unsealRow(from, change.apiName, row);
      await change.store.resealKey(row.id, to.seal(secret, use));
    }
  }
}

function newKey(seal: Seal, api: string, purpose: KeyPurpose, createdAt: Instant): SealedKey {
  if (purpose === 'signing') {
    const pair: SigningPair = newSigningPair();
    const id = pair.jwk.kid;
    return {
      id,
      purpose,
      algorithm: 'ES256',
      publicJwk: JSON.stringify(pair.jwk),
      sealed: seal.seal(exportPrivateKey(pair), { api, purpose, id }),
      createdAt,
    };
  }
  const id = newId('key');
  const sealed = seal.seal(randomBytes(32), { api, purpose, id });
  return { id, purpose, algorithm: 'HMAC', publicJwk: null, sealed, createdAt };
}

function unsealRow(seal: Seal, api: string, row: SealedKey): Buffer {
  const opened = seal.unseal(row.sealed, { api, purpose: row.purpose, id: row.id });
  if (opened.ok) return opened.value;
  throw new StartError(
    opened.problem === 'other_master'
      ? `The keys of ${api} were sealed under another master key; start with the one they were made with.`
      : `The ${row.purpose} key ${row.id} of ${api} was changed in the database after it was sealed.`,
  );
}

function secretOnly(secret: Buffer): Pick<SecretKey, 'secret'> {
  return { secret };
}

function newest<Key>(keys: readonly Key[]): Key {
  const [first] = keys;
  if (first === undefined) throw new Error('A key that was there a moment ago is gone from the database.');
  return first;
}
