import type { Dialect } from './dialect.ts';

/**
 * The audience of a client assertion may be the token endpoint, as RFC 7523 section 3 suggested, or a list of
 * issuer and token endpoint.
 */
export const assertionAudienceTokenEndpoint: Dialect = {
  name: 'assertion-audience-token-endpoint',
  risk: 'Another server that gives out this token endpoint as its own collects assertions that are good here.',
  waives: (requirement) => requirement === 'issuer_as_audience',
};
