import type { AuthorizationDetail } from './authorization.ts';
import type { ClientKind } from './client.ts';
import type { ResourceRef } from './grant.ts';
import type { Mode } from './ids.ts';
import type { TokenKind } from './token.ts';

/** In which version and language a call is answered, where the API declares any. */
export interface Agreement {
  version?: string;
  language?: string;
}

/** Who a permitted call comes from and what they may do: what the protected API is told. */
export interface Caller {
  /** The customer whose data this call is about; `null` for a client that acts for nobody. */
  tenant: { id: string; name: string } | null;
  /** The acting user; `null` when a client acts for itself. */
  user: { id: string; email: string; name: string; role: string } | null;
  client: { id: string; name: string; kind: ClientKind } | null;
  connectedAccount: string | null;
  token: TokenKind;
  scopes: string[];
  /**
   * What the user's role permits now; `['*']` for everything and for a client acting for itself. One that ends in
   * `:own` counts for records that the user owns.
   */
  permissions: string[];
  resources: ResourceRef[] | null;
  mode: Mode;
  operation: string;
  requestId: string;
  /**
   * The operation's permission, when the role has it on the user's own records only: the API has still to look whose
   * the record is. Absent when the decision is complete.
   */
  onlyOwn?: string;
  /** The version of the API that the call was written for, where the API declares versions. */
  version?: string;
  /** The language to answer in, where the API declares languages. */
  language?: string;
  /** Who acts for the user, outermost first, after a token exchange (RFC 8693); absent where nobody else does. */
  actors?: string[];
  /** Rich authorization details that the token carries (RFC 9396): what was allowed beyond its scopes; absent without. */
  authorizationDetails?: AuthorizationDetail[];
}
