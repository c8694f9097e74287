import type { Api } from '../../api.ts';
import { fetchPublic } from '../../http/outbound.ts';
import { SECOND } from '../../lib/clock.ts';

/**
 * Returns, as a sentence, why the document at a sector identifier does not list every redirect URI of a
 * client (OpenID Connect Registration section 5), or `null` if it does. Otherwise an attacker could join a
 * sector and recognize its users.
 */
export async function sectorProblem(
  api: Api,
  address: string,
  redirectUris: readonly string[],
): Promise<string | null> {
  const fetched = await fetchPublic(address, {
    accept: ['application/json'],
    maxBytes: 64 * 1024,
    timeoutMs: 5 * SECOND,
    allowLoopback: !api.address.secure,
  });
  if (!fetched.ok) return 'sector_identifier_uri could not be fetched as application/json.';
  const listed = parse(fetched.value.body);
  return Array.isArray(listed) && redirectUris.every((uri) => listed.includes(uri))
    ? null
    : 'The document at sector_identifier_uri does not list every redirect URI.';
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
