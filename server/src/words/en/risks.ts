/** The risk that an API owner takes by switching a dialect on, by its name. */
export const risks = {
  'json-token-request': 'A proxy or firewall that inspects form fields does not see these parameters.',
  'form-without-content-type': 'A proxy or firewall that inspects forms may not take this body for one.',
  'redirect-url-parameter': 'A proxy that checks redirect_uri does not see the address under its other name.',
  'grant-type-code': 'None beyond a request that other servers would refuse: both words mean the same grant.',
  's256-assumed': 'A client that meant "plain" gets its code, but no token: its verifier never matches.',
  'schemeless-redirect': 'A registered redirect URI is not literally the address that codes go to.',
  'stray-whitespace': 'A value that is meant to begin or end with white space loses it.',
  'no-pkce-for-confidential':
    "A stolen code can be slipped into somebody else's session at the same client (RFC 9700 section 4.5).",
  'redirect-uri-not-repeated':
    'A code obtained through another registered redirect URI of the same client is accepted unnoticed.',
  'assertion-audience-token-endpoint':
    'Another server that gives out this token endpoint as its own collects assertions that are good here.',
  'lower-case-bearer': 'A client that compares token_type with "Bearer" letter by letter refuses its tokens.',
};
