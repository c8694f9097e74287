import { RESPONSE_MODES } from '../rules/response-mode.ts';
import type { MetadataPart } from './part.ts';

/** Response modes (OAuth 2.0 Multiple Response Types section 2, JARM section 4). */
export const requestsMetadata: MetadataPart = ({ keys }) => ({
  response_modes_supported: RESPONSE_MODES,
  authorization_signing_alg_values_supported: [keys.signing().algorithm],
});
