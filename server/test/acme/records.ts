import { sha256 } from '../../src/lib/compare.ts';
import { ClientId, type ClientSecret, type Instant, type User } from '../../src/model/index.ts';

/** The record of a client's secret that does not expire. */
export function secretRecord(id: string, secret: string, createdAt: Instant = 0): ClientSecret {
  return {
    clientId: ClientId(id),
    hash: sha256(secret),
    hint: secret.slice(-4),
    sealed: null,
    createdAt,
    expiresAt: null,
  };
}

/** Returns a user without a password, named by their id unless another name is given. */
export function userRecord(own: Pick<User, 'id' | 'email'> & Partial<User>): User {
  return { name: own.id, passwordHash: null, createdAt: 0, ...own };
}
