/**
 * `encoded-slashes`: values may contain a slash, as `%2F`. `lookalikes`: values may look like a literal to a
 * laxer router.
 */
export type IdLeniency = 'encoded-slashes' | 'lookalikes';

/** One method and path template of the API with its needs, from the API's OpenAPI document. */
export interface Operation {
  /** `operationId`, or `GET /v2/cases` if the document has none. */
  readonly id: string;
  /** A few words about it, if the document has them. */
  readonly summary?: string;
  /** Its first tag: the part of the API that it belongs to. */
  readonly tag?: string;
  readonly method: string;
  /** Path template as in the document, such as `/v2/cases/{case_id}`. */
  readonly template: string;
  /** Public: the document says `security: []`. */
  readonly public: boolean;
  /** Also open without a token: `{}` is among the alternatives. A token that is sent is fully checked. */
  readonly optional?: boolean;
  /** The security alternatives; all scopes of one are needed (OpenAPI `security`: OR of ANDs). */
  readonly scopes: readonly (readonly string[])[];
  /**
   * Alternatives without a scheme that Latchkey checks, which are left out: the schemes of each, in words.
   */
  readonly leftOut?: readonly (readonly string[])[];
  /** `x-latchkey-permission`: the permission that the acting user's role must have. */
  readonly permission: string | null;
  /**
   * `x-latchkey-owner`: how the owner of a record is known, for roles with the permission on own records
   * only: the path parameter with the owner's user id, or the API's handler. `null`: not at all, so such a
   * role is refused.
   */
  readonly owner: { readonly parameter: string } | 'handler' | null;
  /**
   * `x-latchkey-resource`: selected resources that open this, any of them, such as `project:{project_id}`.
   */
  readonly resources: readonly { readonly type: string; readonly parameter: string }[];
  /** `x-latchkey-tenant: false`: without tenant data, so a platform may call it without an account. */
  readonly customerData: boolean;
  /** `x-latchkey-ids`: ambiguous values of parameters that the API declares to read exactly as sent. */
  readonly ids?: readonly IdLeniency[];
  /**
   * `x-latchkey-operations`: the operations of an address that takes several kinds of calls, by the name that
   * the API sends when it asks. Absent if method and path identify the operation.
   */
  readonly named?: ReadonlyMap<string, Operation>;
}
