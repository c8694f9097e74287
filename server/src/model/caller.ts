import type { AuthorizationDetail } from './authorization.ts';
import type { ClientKind } from './client.ts';
import type { ResourceRef } from './grant.ts';
import type { Mode } from './ids.ts';
import type { TokenKind } from './token.ts';

/** In which version and language a call is answered, where the API declares any. */
export interface Agreement {
  readonly version?: string;
  readonly language?: string;
}

/** Who a permitted call comes from and what they may do: what the protected API is told. */
export interface Caller {
  /** The customer whose data this call is about; `null` for a client that acts for nobody. */
  readonly tenant: { readonly id: string; readonly name: string } | null;
  /** The acting user; `null` when a client acts for itself. */
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: string;
  } | null;
  readonly client: { readonly id: string; readonly name: string; readonly kind: ClientKind } | null;
  readonly connectedAccount: string | null;
  readonly token: TokenKind;
  readonly scopes: readonly string[];
  /**
   * What the user's role permits now; `['*']` for everything and for a client acting for itself. One that ends in
   * `:own` counts for records that the user owns.
   */
  readonly permissions: readonly string[];
  readonly resources: readonly ResourceRef[] | null;
  readonly mode: Mode;
  readonly operation: string;
  readonly requestId: string;
  /**
   * The operation's permission, when the role has it on the user's own records only: the API has still to look whose
   * the record is. Absent when the decision is complete.
   */
  readonly onlyOwn?: string;
  /** The version of the API that the call was written for, where the API declares versions. */
  readonly version?: string;
  /** The language to answer in, where the API declares languages. */
  readonly language?: string;
  /** Who acts for the user, outermost first, after a token exchange (RFC 8693); absent where nobody else does. */
  readonly actors?: readonly string[];
  /** Rich authorization details that the token carries (RFC 9396): what was allowed beyond its scopes; absent without. */
  readonly authorizationDetails?: readonly AuthorizationDetail[];
}
