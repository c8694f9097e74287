import type { Dialect } from './dialect.ts';

/**
 * The audience of a client assertion may be the token endpoint, as RFC 7523 section 3 suggested, or a list of
 * issuer and token endpoint.
 */
export const assertionAudienceTokenEndpoint: Dialect = {
  name: 'assertion-audience-token-endpoint',
  waives: (requirement) => requirement === 'issuer_as_audience',
};
