import type { Tagged } from '../../data/call.ts';
import type { ClientWithSecrets } from '../../data/management.ts';

/** A client with its entity tag, so that a change does not undo somebody else's. */
export interface ClientProps {
  client: ClientWithSecrets;
  etag: string | undefined;
  /** Reads the client again. */
  again: () => Promise<Tagged<ClientWithSecrets> | undefined>;
}
