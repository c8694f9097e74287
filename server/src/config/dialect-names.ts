/** Every leniency there is. What each does, and what it risks, stands in `oauth/dialects/<name>.ts`. */
export const DIALECT_NAMES = [
  'json-token-request',
  'form-without-content-type',
  'redirect-url-parameter',
  'grant-type-code',
  's256-assumed',
  'schemeless-redirect',
  'stray-whitespace',
  'no-pkce-for-confidential',
  'redirect-uri-not-repeated',
  'assertion-audience-token-endpoint',
  'lower-case-bearer',
] as const;

export type DialectName = (typeof DIALECT_NAMES)[number];
