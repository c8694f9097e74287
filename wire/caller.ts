/** Live data or sandbox data. A token of one mode never opens the other. */
export const MODES = ['live', 'sandbox'] as const;
export type Mode = (typeof MODES)[number];

/** `platform` is a confidential client that has connected accounts. */
export type ClientKind = 'confidential' | 'public' | 'platform';

/**
 * `plain`: for the client's own user. `connected`: for a connected account of a platform.
 * `client`: client credentials. `personal`: made by a user for a script.
 */
export type TokenKind = 'plain' | 'connected' | 'client' | 'personal';

/** A resource of the tenant that a grant may be limited to, such as `project:42`. */
export interface ResourceRef {
  readonly type: string;
  readonly id: string;
}

/** One element of `authorization_details` (RFC 9396 section 2). */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** The caller of a permitted call and their rights, as the protected API is told. */
export interface Caller {
  /** The tenant whose data the call is about; `null` for a client without one. */
  readonly tenant: { readonly id: string; readonly name: string } | null;
  /** The acting user; `null` if a client acts for itself. */
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
   * The current permissions of the user's role; `['*']` for everything and for a client acting for itself.
   * One that ends in `:own` is valid for records that the user owns.
   */
  readonly permissions: readonly string[];
  /** `null`: not limited to selected resources. */
  readonly resources: readonly ResourceRef[] | null;
  readonly mode: Mode;
  /** The operation of the OpenAPI document that was decided. */
  readonly operation: string;
  readonly requestId: string;
  /**
   * The operation's permission, if the role has it only for the user's own records: the API still has to
   * check the record's owner. Absent if the decision is complete.
   */
  readonly onlyOwn?: string;
  /** The API version of the call, if the API declares versions. */
  readonly version?: string;
  /** The language to answer in, if the API declares languages. */
  readonly language?: string;
  /** The actors for the user, outermost first, after a token exchange (RFC 8693). Absent without one. */
  readonly actors?: readonly string[];
  /**
   * The token's rich authorization details (RFC 9396): what was allowed beyond its scopes. Absent without
   * any.
   */
  readonly authorizationDetails?: readonly AuthorizationDetail[];
}
