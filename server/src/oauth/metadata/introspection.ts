import type { MetadataPart } from './part.ts';

/** RFC 9701 section 7. */
export const introspectionMetadata: MetadataPart = ({ keys }) => ({
  introspection_signing_alg_values_supported: keys.algorithms(),
});
