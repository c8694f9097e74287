import { createHmac } from 'node:crypto';
import type { Client, UserId } from '../model/index.ts';
import type { Keys } from './keys.ts';

/**
 * Returns the name by which a client knows a user: the user's id, or for a pairwise client a name that is
 * unique to its sector (OpenID Connect Core section 8.1). Clients of one sector get the same name, so that
 * they can act as one service.
 */
export function subjectFor(keys: Pick<Keys, 'subject'>, client: Client, userId: UserId): string {
  if (client.settings.subjectType !== 'pairwise') return userId;
  return createHmac('sha256', keys.subject().macKey)
    .update(JSON.stringify([sectorOf(client), userId]))
    .digest('base64url');
}

/** Returns the registered sector, or else the only host of the redirect URIs, or the client's id. */
function sectorOf({ id, settings, redirectUris }: Client): string {
  if (settings.sector !== undefined) return settings.sector;
  const hosts = new Set(redirectUris.map((uri) => URL.parse(uri)?.hostname ?? ''));
  const [host = ''] = hosts;
  return hosts.size === 1 && host !== '' ? host : `client ${id}`;
}
