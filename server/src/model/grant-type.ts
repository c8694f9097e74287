/** A grant type (RFC 6749 section 1.3). Everything about it is declared here once. */
export interface DeclaredGrant {
  /** `grant_type` of the token request. */
  readonly type: string;
  /** Parameters that the token request must have, besides those of every token request. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Those of them that are secret, so they must not appear in a link. */
  readonly secret: readonly string[];
  /**
   * The configuration field that enables it, as `config/offered-grants.ts` reads it; `null` if it is always
   * on.
   */
  readonly switchedBy: string | null;
  /** Public clients may not use it: anyone could obtain access with their identifier. */
  readonly confidentialOnly: boolean;
  /** Whether a user is asked for consent. */
  readonly asksUser: boolean;
  /**
   * The party that may create a client for it: `anybody` includes clients that register or describe
   * themselves; a `member` of a tenant, on a page, within their role; or only the API `owner`.
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

/** Every grant type, whether or not an API enables it. */
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
