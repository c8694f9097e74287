import type { Api } from '../../api.ts';

/** RFC 8628 section 4. */
export function deviceMetadata({ config, address }: Api): Record<string, unknown> {
  if (!config.deviceAuthorization) return {};
  return { device_authorization_endpoint: address.endpoints.deviceAuthorization };
}
