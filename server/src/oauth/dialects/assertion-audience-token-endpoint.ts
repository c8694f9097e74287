import type { Dialect } from './dialect.ts';

/**
 * A client assertion may be made out to the token endpoint, as RFC 7523 section 3 suggested, or to issuer and
 * token endpoint in a list.
 */
export const assertionAudienceTokenEndpoint: Dialect = {
  name: 'assertion-audience-token-endpoint',
  risk: 'Another server that gives out this token endpoint as its own collects assertions that are good here.',
  waives: (requirement) => requirement === 'issuer_as_audience',
};
