import { isPublic } from '../../model/index.ts';
import type { Dialect } from './dialect.ts';

/** A client that authenticates may omit PKCE. A challenge that is sent still counts. */
export const noPkceForConfidential: Dialect = {
  name: 'no-pkce-for-confidential',
  risk: "A stolen code can be slipped into somebody else's session at the same client (RFC 9700 section 4.5).",
  waives: (requirement, client) => requirement === 'challenge' && !isPublic(client),
};
