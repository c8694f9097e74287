import type { Client, ClientSettings, TenantId } from '../../model/index.ts';
import { verificationOf } from '../client/verification.ts';

/** The changes to a client that count. Absent members stay as they are. */
export interface NarrowClient {
  name?: string;
  redirectUris?: readonly string[];
  ipAllowlist?: readonly string[];
  tenantId?: TenantId;
  /** It may ask for no others. */
  scopes?: readonly string[];
  /** An operator stopped it (`true`) or let it go on, as the last row says. */
  suspended?: boolean;
  /** Whether somebody vouched for it after each of the changes that say so. */
  verified?: boolean;
  /** Its keys or secret may have changed as well, which the row does not say. */
  held: boolean;
  /** Its metadata document has to be fetched again. */
  described: boolean;
}

/**
 * Returns what a restored client says about who vouches for it. An operator who took the verification back after the backup does not see
 * it return, and a client with another name or redirect URI is not the one that was verified.
 */
export function restoredVerification(client: Client, to: NarrowClient): Pick<ClientSettings, 'verified'> {
  const isOther =
    (to.name !== undefined && to.name !== client.name) ||
    (to.redirectUris?.some((uri) => !client.redirectUris.includes(uri)) ?? false);
  return verificationOf(client, to.verified ?? !isOther);
}
