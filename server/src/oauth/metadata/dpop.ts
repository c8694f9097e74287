import type { MetadataPart } from './part.ts';

/** RFC 9449 section 5.1. */
export const dpopMetadata: MetadataPart = ({ config }) => ({
  dpop_signing_alg_values_supported: config.dpop.algorithms,
});
