import type { Configuration } from 'openid-client';
import type { Api } from '../../api.ts';
import type { SignInProvider } from '../../config/index.ts';
import { HOUR, MINUTE, steady } from '../../lib/clock.ts';
import { guardedFetch } from './guarded-fetch.ts';

/** Metadata is read again after this time, and keys by the library when a token names an unknown one. */
const KEPT = HOUR;
/** A provider that could not be asked is not asked again at once. */
const FAILED = MINUTE / 4;

/**
 * Returns a provider's metadata and keys, read once for all requests. `null` if it cannot be asked, or names another
 * issuer than its own (OpenID Connect Discovery section 4.3).
 */
export async function knownProvider(api: Api, provider: SignInProvider): Promise<Configuration | null> {
  const { providers } = api.runtime;
  const key = JSON.stringify([provider.issuer, provider.clientId, provider.clientSecret]);
  const now = steady(api.clock);
  const known = providers.get(key);
  if (known && now < known.until) return known.configuration;
  const entry = { configuration: discover(api, provider), until: now + KEPT };
  providers.set(key, entry);
  const configuration = await entry.configuration;
  if (!configuration) entry.until = now + FAILED;
  return configuration;
}

async function discover(api: Api, provider: SignInProvider): Promise<Configuration | null> {
  const { issuer, clientId, clientSecret } = provider;
  // Loaded only where there is a provider.
  const library = await import('openid-client');
  try {
    const configuration = await library.discovery(
      new URL(issuer),
      clientId,
      { client_secret: clientSecret },
      library.ClientSecretPost(clientSecret),
      {
        [library.customFetch]: guardedFetch(api),
        // A provider on the machine of a developer; the guarded fetch lets http go nowhere else.
        execute: [
          library.enableNonRepudiationChecks,
          ...(api.address.secure ? [] : [library.allowInsecureRequests]),
        ],
      },
    );
    return configuration;
  } catch (error) {
    const said = error instanceof Error ? error.message : 'unknown';
    api.log.warn({ provider: provider.id, error: said }, 'an OpenID provider cannot be used');
    return null;
  }
}
