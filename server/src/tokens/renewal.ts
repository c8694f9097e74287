import type { Clock } from '../lib/clock.ts';
import type { AuditEvent } from '../model/index.ts';
import { KEY_PURPOSES } from '../store/sealed-keys/verbs.ts';
import type { RestoringStore, SealedKey, SealedKeyStore } from '../store/store.ts';
import { newSecretKey } from './keyring.ts';
import { sealUnder } from './sealing.ts';
import { exportPublicKey, publicKeyNamed } from './signing-key.ts';

interface Renewing {
  store: SealedKeyStore & Pick<RestoringStore, 'renewKeys'>;
  /** 32 bytes: the one that is used from now on. */
  masterKey: Buffer;
  apiName: string;
}

/** Returns the keys of an API that the master key does not open. */
export async function lostKeys({ store, masterKey, apiName }: Renewing): Promise<SealedKey[]> {
  const seal = sealUnder(masterKey);
  const rows = (await Promise.all(KEY_PURPOSES.map((purpose) => store.sealedKeys(purpose)))).flat();
  return rows.filter(({ sealed, purpose, id }) => !seal.unseal(sealed, { api: apiName, purpose, id }).ok);
}

/**
 * Removes lost keys in one step; the next start makes new ones. Refresh tokens that were not used go on under a new key.
 * The public halves of keys that sealed the log are sealed under the master key and stay, so that old seals still verify.
 * They come from the database, where an attacker may have exchanged them before; a head from elsewhere shows that.
 *
 * Returns the ids of keys whose public half does not fit them: seals by those verify no more.
 */
export async function renewKeys(
  renewing: Renewing & { clock: Clock; audit: AuditEvent[] },
  lost: readonly SealedKey[],
): Promise<string[]> {
  const { store, masterKey, apiName: api, clock, audit } = renewing;
  const seal = sealUnder(masterKey);
  const added: SealedKey[] = [];
  const unverifiable: string[] = [];
  for (const { id, purpose, algorithm, publicJwk, createdAt } of lost) {
    if (purpose !== 'audit' && purpose !== 'audit_public') continue;
    const publicKey = publicKeyNamed(id, publicJwk ?? '', 'EdDSA');
    if (!publicKey) {
      unverifiable.push(id);
      continue;
    }
    const use = { api, purpose: 'audit_public', id } as const;
    const sealed = seal.seal(exportPublicKey(publicKey), use);
    added.push({ id, purpose: use.purpose, algorithm, publicJwk, sealed, createdAt });
  }
  const succession = lost.some(({ purpose }) => purpose === 'succession')
    ? newSecretKey(seal, api, 'succession', clock.now())
    : null;
  if (succession) added.push(succession);
  await store.renewKeys({
    lost: lost.map(({ id }) => id),
    added,
    successionId: succession?.id ?? null,
    audit,
  });
  return unverifiable;
}
