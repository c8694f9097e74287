import type { ApiConfig } from '../config/index.ts';
import { sha256 } from '../lib/compare.ts';
import { newSecret } from '../lib/ids.ts';
import type { Client, ClientId, ClientSecret, Instant, TokenHash } from '../model/index.ts';
import type { Keys } from './keys.ts';
import type { SealedFor } from './sealing.ts';

interface Sealing {
  config: Pick<ApiConfig, 'name'>;
  keys: Pick<Keys, 'clientSecrets'>;
}

/**
 * Returns a new client secret and its stored form: the hash, and the sealed secret only for a client that
 * signs with it (`client_secret_jwt`). `keys` may be `null` for other clients.
 */
export function newClientSecret(
  api: Pick<Sealing, 'config'> & { keys: Sealing['keys'] | null },
  client: Pick<Client, 'id' | 'authMethod'>,
  now: Instant,
): { secret: string; record: ClientSecret } {
  const secret = newSecret();
  const hash = sha256(secret);
  const signs = client.authMethod === 'client_secret_jwt';
  if (signs && !api.keys) throw new Error('A secret that is signed with cannot be kept without keys.');
  const record: ClientSecret = {
    clientId: client.id,
    hash,
    hint: secret.slice(-4),
    sealed:
      signs && api.keys
        ? api.keys.clientSecrets().seal(Buffer.from(secret), useOf(api, client.id, hash))
        : null,
    createdAt: now,
    expiresAt: null,
  };
  return { secret, record };
}

/** Returns the secret as bytes, for verifying signatures, or `null` if only its hash is stored. */
export function openClientSecret(api: Sealing, record: ClientSecret): Buffer | null {
  if (record.sealed === null) return null;
  const opened = api.keys.clientSecrets().unseal(record.sealed, useOf(api, record.clientId, record.hash));
  return opened.ok ? opened.value : null;
}

function useOf(api: Pick<Sealing, 'config'>, clientId: ClientId, hash: TokenHash): SealedFor {
  return { api: api.config.name, purpose: 'client secret', id: `${clientId} ${hash}` };
}

/** Returns the name by which one of a client's secrets can be ended. It tells no more of the secret than its hint. */
export function secretId({ createdAt, hash }: Pick<ClientSecret, 'createdAt' | 'hash'>): string {
  return `cls_${createdAt.toString(36)}_${sha256(hash)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 4)}`;
}
