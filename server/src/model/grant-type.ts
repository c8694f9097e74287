/** How a client gets access (RFC 6749 section 1.3). Everything that is said about a grant type is said here, once. */
export interface DeclaredGrant {
  /** `grant_type` of the token request. */
  readonly type: string;
  /** Parameters that the token request has to have, beside those of every token request. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Those of them that open something or prove something, so they must not stand in a link. */
  readonly secret: readonly string[];
  /** The field of the configuration that switches it on, as `config/offered-grants.ts` reads it; `null` where it is always on. */
  readonly switchedBy: string | null;
  /** A client without credentials of its own is turned away: anybody could give themselves access. */
  readonly confidentialOnly: boolean;
  /** A user is asked, and decides. */
  readonly asksUser: boolean;
  /**
   * Who may make a client for it: `anybody`, so also a client that registers or describes itself; a `member` of a
   * tenant, on a page, for what stays within their role; or the API's `owner` alone.
   */
  readonly madeBy: 'anybody' | 'member' | 'owner';
}

/** RFC 6749 section 4.1.3, RFC 7636 section 4.5. */
export const AUTHORIZATION_CODE = {
  type: 'authorization_code',
  required: ['code'],
  optional: ['redirect_uri', 'code_verifier', 'authorization_details'],
  secret: ['code', 'code_verifier'],
  switchedBy: null,
  confidentialOnly: false,
  asksUser: true,
  madeBy: 'anybody',
} as const satisfies DeclaredGrant;

/** RFC 6749 section 6. */
export const REFRESH_TOKEN = {
  type: 'refresh_token',
  required: ['refresh_token'],
  optional: ['scope', 'authorization_details'],
  secret: ['refresh_token'],
  switchedBy: null,
  confidentialOnly: false,
  asksUser: false,
  madeBy: 'anybody',
} as const satisfies DeclaredGrant;

/** RFC 6749 section 4.4: "MUST only be used by confidential clients". */
export const CLIENT_CREDENTIALS = {
  type: 'client_credentials',
  required: [],
  optional: ['scope', 'authorization_details'],
  secret: [],
  switchedBy: null,
  confidentialOnly: true,
  asksUser: false,
  madeBy: 'member',
} as const satisfies DeclaredGrant;

/** RFC 8628 section 3.4. */
export const DEVICE_CODE = {
  type: 'urn:ietf:params:oauth:grant-type:device_code',
  required: ['device_code'],
  optional: [],
  secret: ['device_code'],
  switchedBy: 'deviceAuthorization',
  confidentialOnly: false,
  asksUser: true,
  madeBy: 'anybody',
} as const satisfies DeclaredGrant;

/** RFC 8693 section 2.1. */
export const TOKEN_EXCHANGE = {
  type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  required: ['subject_token', 'subject_token_type'],
  optional: [
    'actor_token',
    'actor_token_type',
    'requested_token_type',
    'audience',
    'scope',
    'authorization_details',
  ],
  secret: ['subject_token', 'actor_token'],
  switchedBy: 'tokenExchange',
  confidentialOnly: true,
  asksUser: false,
  madeBy: 'owner',
} as const satisfies DeclaredGrant;

/** RFC 7523 section 2.1. */
export const JWT_BEARER = {
  type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  required: ['assertion'],
  optional: ['scope'],
  secret: ['assertion'],
  switchedBy: 'trustedIssuers',
  confidentialOnly: true,
  asksUser: false,
  madeBy: 'owner',
} as const satisfies DeclaredGrant;

/** Every grant type that there is, whether or not an API has it on. */
export const GRANTS = [
  AUTHORIZATION_CODE,
  REFRESH_TOKEN,
  CLIENT_CREDENTIALS,
  DEVICE_CODE,
  TOKEN_EXCHANGE,
  JWT_BEARER,
] as const;

export type GrantType = (typeof GRANTS)[number]['type'];

export const GRANT_TYPES: readonly GrantType[] = GRANTS.map(({ type }) => type);
