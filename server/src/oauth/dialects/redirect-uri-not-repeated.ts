import type { Dialect } from './dialect.ts';

/** The token request may omit `redirect_uri` even without PKCE. One that is sent must still match. */
export const redirectUriNotRepeated: Dialect = {
  name: 'redirect-uri-not-repeated',
  waives: (requirement) => requirement === 'repeated_redirect_uri',
};
