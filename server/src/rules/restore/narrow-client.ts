import type { TenantId } from '../../model/index.ts';

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
  verified: boolean;
  /** Its keys or secret may have changed as well, which the row does not say. */
  held: boolean;
  /** Its metadata document has to be fetched again. */
  described: boolean;
}
