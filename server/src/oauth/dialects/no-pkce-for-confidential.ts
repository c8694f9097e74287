import { isPublic } from '../../model/index.ts';
import type { Dialect } from './dialect.ts';

/** A client that authenticates may omit PKCE. A challenge that is sent still counts. */
export const noPkceForConfidential: Dialect = {
  name: 'no-pkce-for-confidential',
  waives: (requirement, client) => requirement === 'challenge' && !isPublic(client),
};
