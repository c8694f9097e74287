import type { Client } from '../../model/index.ts';

/** Below it, pictures of clients are served by the SHA-256 of their bytes. */
export const LOGOS = '/logos';

/** Returns where the picture of a client is served on the issuer's host; `null`: it has none. */
export function logoPath({ logo }: Client['settings']): string | null {
  return logo === undefined ? null : `${LOGOS}/${logo}`;
}
