import type { Client, ClientSettings } from '../../model/index.ts';

/**
 * Returns the settings by which somebody vouches for a client, or does so no longer.
 *
 * @param stays whether it is still the client that was verified
 */
export function verificationOf(
  { origin, settings }: Pick<Client, 'origin' | 'settings'>,
  stays: boolean,
): Pick<ClientSettings, 'verified'> {
  if (stays) return settings.verified === undefined ? {} : { verified: settings.verified };
  // Of a client from the configuration, absent means yes.
  return origin === 'seed' ? { verified: false } : {};
}
