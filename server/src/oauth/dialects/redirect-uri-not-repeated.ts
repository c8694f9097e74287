import type { Dialect } from './dialect.ts';

/** The token request may omit `redirect_uri` even without PKCE. One that is sent must still match. */
export const redirectUriNotRepeated: Dialect = {
  name: 'redirect-uri-not-repeated',
  risk: 'A code obtained through another registered redirect URI of the same client is accepted unnoticed.',
  waives: (requirement) => requirement === 'repeated_redirect_uri',
};
