import { clientLogos, clientSecrets, clients, initialAccessTokens } from './rows.ts';

export const clientById = `SELECT ${clients.columns()} FROM clients WHERE id = :id`;

export const clientsOwnedBy = `
SELECT ${clients.columns()} FROM clients
WHERE owner_user_id = :userId AND (tenant_id = :tenantId OR tenant_id IS NULL) AND (created_at, id) < (:at, :id)
ORDER BY created_at DESC, id DESC LIMIT :limit`;

/** Counts only clients that the user made, not those that others entered for them. */
export const countOwnClients = `
SELECT count(*) FROM clients WHERE owner_user_id = :userId AND origin = 'page'`;

export const clientsAfter = `
SELECT ${clients.columns()} FROM clients WHERE id > :id ORDER BY id LIMIT :limit`;

/** Newest first, of those that a slice along the index has. Filters that are not asked for match everything. */
const slice = (anchor: string) => `
SELECT ${clients.columns()} FROM clients
WHERE ${anchor} (created_at, id) < (:at, :id) ORDER BY created_at DESC, id DESC LIMIT :slice`;

const matching = (anchor: string) => `
SELECT ${clients.columns()} FROM (${slice(anchor)}) AS slice
WHERE (CAST(:origin AS text) IS NULL OR origin = :origin)
  AND (CAST(:kind AS text) IS NULL OR kind = :kind)
  AND (CAST(:mode AS text) IS NULL OR mode = :mode)
  AND (CAST(:tenantId AS text) IS NULL OR tenant_id = :tenantId)
  AND (CAST(:state AS text) IS NULL OR coalesce(json_extract(settings, '$.standing'), 'active') = :state)
  AND (CAST(:search AS text) IS NULL OR lower(name) LIKE :search ESCAPE '!' OR id = :wanted)
  AND coalesce(last_used_at, created_at) < :unusedSince
ORDER BY created_at DESC, id DESC LIMIT :limit`;

/** Where a full slice ends. */
const ending = (anchor: string) => `
SELECT created_at, id FROM clients
WHERE ${anchor} (created_at, id) < (:at, :id) ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET :skip`;

const OWNED = 'owner_user_id = :owner AND';
export const clientsMatching = matching('');
export const ownClientsMatching = matching(OWNED);
export const clientsSliceEnd = ending('');
export const ownClientsSliceEnd = ending(OWNED);

/** Uses the index clients_by_last_use. */
const unusedSince = `
FROM clients
WHERE origin IN ('registration', 'document') AND coalesce(last_used_at, created_at) < :before
  AND (CAST(:origin AS text) IS NULL OR origin = :origin)`;

export const clientsUnusedSince = `
SELECT ${clients.columns()} ${unusedSince} ORDER BY coalesce(last_used_at, created_at) LIMIT :limit`;

export const countUnusedSince = `SELECT count(*) FROM (SELECT 1 ${unusedSince} LIMIT :limit) AS found`;

export const insertClient = `${clients.insert} ON CONFLICT (id) DO NOTHING`;

/** Id, kind, mode, owner, origin and creation date never change. */
export const CHANGEABLE = [
  'name',
  'redirectUris',
  'grantTypes',
  'scopes',
  'authMethod',
  'dialects',
  'tenantId',
  'actsAsUserId',
  'logoUri',
  'clientUri',
  'registrationTokenHash',
  'settings',
] as const;

/** A document may turn a public client into one that signs, and back. */
export const DESCRIBED = [...CHANGEABLE, 'kind'] as const;

export const describeClient = `
UPDATE clients SET ${clients.assignments(DESCRIBED)} WHERE id = :id AND origin = 'document'`;

export const updateClient = `UPDATE clients SET ${clients.assignments(CHANGEABLE)} WHERE id = :id`;

/** Deletes its secrets and grants too (ON DELETE CASCADE). Tokens are always read with their client. */
export const removeLogo = `DELETE FROM client_logos WHERE client_id = :clientId`;

export const logoByHash = `SELECT ${clientLogos.columns()} FROM client_logos WHERE hash = :hash LIMIT 1`;

export const deleteClient = `DELETE FROM clients WHERE id = :id`;

export const lastUse = `SELECT last_used_at FROM clients WHERE id = :id`;

/** `due`: a use recorded after it is recent enough. */
export const touchClient = `
UPDATE clients SET last_used_at = :now WHERE id = :id AND (last_used_at IS NULL OR last_used_at <= :due)`;

/** Uses the index clients_never_used. */
export const neverUsed = `
SELECT ${clients.columns()} FROM clients
WHERE last_used_at IS NULL AND origin IN ('registration', 'document') AND created_at < :before
ORDER BY created_at LIMIT :limit`;

/** Newest first. */
export const liveSecrets = `
SELECT ${clientSecrets.columns()} FROM client_secrets
WHERE client_id = :clientId AND (expires_at IS NULL OR expires_at > :now)
ORDER BY created_at DESC, hash`;

export const insertSecret = clientSecrets.insert;

export const removeSecret = `DELETE FROM client_secrets WHERE client_id = :clientId AND hash = :hash`;

export const removeExpiredSecrets = `
DELETE FROM client_secrets WHERE client_id = :clientId AND expires_at <= :now`;

export const limitSecret = `
UPDATE client_secrets SET expires_at = :expiresAt WHERE client_id = :clientId AND hash = :hash`;

export const insertInitialAccessToken = initialAccessTokens.insert;

/** Newest first. */
export const initialAccessTokensPage = `
SELECT ${initialAccessTokens.columns()} FROM initial_access_tokens
WHERE (created_at, hash) < (:at, :id) ORDER BY created_at DESC, hash DESC LIMIT :limit`;

export const endInitialAccessToken = `DELETE FROM initial_access_tokens WHERE hash = :hash`;

export const initialAccessToken = `
SELECT ${initialAccessTokens.columns()} FROM initial_access_tokens
WHERE hash = :hash AND (expires_at IS NULL OR expires_at > :now) AND (uses_left IS NULL OR uses_left > 0)`;

/** Decrements the uses left. `NULL` minus one is `NULL`, which stays unlimited. */
export const useInitialAccessToken = `
UPDATE initial_access_tokens SET uses_left = uses_left - 1
WHERE hash = :hash AND (expires_at IS NULL OR expires_at > :now) AND (uses_left IS NULL OR uses_left > 0)`;

export const clientsOfTenant = `
SELECT ${clients.columns()} FROM clients
WHERE tenant_id = :tenantId ORDER BY created_at DESC, id LIMIT :limit`;
