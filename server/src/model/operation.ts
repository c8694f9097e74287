/** `encoded-slashes`: a slash in a value, as `%2F`. `lookalikes`: a value that a laxer router takes for a literal. */
export type IdLeniency = 'encoded-slashes' | 'lookalikes';

/** One method and path template of the API, with what it needs. Read from the API's OpenAPI document. */
export interface Operation {
  /** `operationId`, or `GET /v2/cases` where the document gives none. */
  readonly id: string;
  readonly method: string;
  /** Path template as in the document, such as `/v2/cases/{case_id}`. */
  readonly template: string;
  /** Open to anybody: the document says `security: []`. */
  readonly public: boolean;
  /** Open to whoever sends no token as well: `{}` is among the alternatives. A token that is sent is judged in full. */
  readonly optional?: boolean;
  /** Each inner list is one way in; all its scopes are needed (OpenAPI `security`: OR of ANDs). */
  readonly scopes: readonly (readonly string[])[];
  /** Alternatives that are no way in, since Latchkey checks none of their schemes: the schemes of each, in words. */
  readonly leftOut?: readonly (readonly string[])[];
  /** `x-latchkey-permission`: what the acting user's role must permit. */
  readonly permission: string | null;
  /**
   * `x-latchkey-owner`: who tells whose record a call is about, for roles that hold the permission on the user's own
   * records only. The path parameter with the owner's user id, or the API's handler; `null`: nobody, so such a role
   * is not enough.
   */
  readonly owner: { readonly parameter: string } | 'handler' | null;
  /** `x-latchkey-resource`: selected resources that open this, any of them, such as `project:{project_id}`. */
  readonly resources: readonly { readonly type: string; readonly parameter: string }[];
  /** `x-latchkey-tenant: false`: not about customer data, so a platform may call it without an account. */
  readonly customerData: boolean;
  /**
   * `x-latchkey-ids`: which values of parameters its API vouches for that it reads as they are sent, where another
   * could take them for something else.
   */
  readonly ids?: readonly IdLeniency[];
  /**
   * `x-latchkey-operations`: what calls to this address may be, by the name that the API gives them when it asks;
   * absent where method and path say it all.
   */
  readonly named?: ReadonlyMap<string, Operation>;
}
