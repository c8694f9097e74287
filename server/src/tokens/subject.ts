import { createHmac } from 'node:crypto';
import type { Client, UserId } from '../model/index.ts';
import type { Keys } from './keys.ts';

/**
 * What a client knows a user by: their id, or for a pairwise client a name that no other sector shares (OpenID
 * Connect Core section 8.1). Clients of one sector see the same name, so that they can be one service.
 */
export function subjectFor(keys: Pick<Keys, 'subject'>, client: Client, userId: UserId): string {
  if (client.settings.subjectType !== 'pairwise') return userId;
  return createHmac('sha256', keys.subject().secret)
    .update(JSON.stringify([sectorOf(client), userId]))
    .digest('base64url');
}

/** The registered sector; without one, the only host of its redirect URIs, or the client by itself. */
function sectorOf({ id, settings, redirectUris }: Client): string {
  if (settings.sector !== undefined) return settings.sector;
  const hosts = new Set(redirectUris.map((uri) => URL.parse(uri)?.hostname ?? ''));
  const [host = ''] = hosts;
  return hosts.size === 1 && host !== '' ? host : `client ${id}`;
}
